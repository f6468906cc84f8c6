package io.weir.l4.plane;

import io.weir.core.service.Configuration.Engine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The engine that carries frames.
 *
 * @param engine not {@link Engine#AUTO}
 * @param reason why this one, in a few words
 */
public record EngineChoice(Engine engine, String reason) {
    /**
     * Chooses among what was found. {@code auto} takes AF_XDP where nothing is copied on any link, and else AF_PACKET,
     * which passes super-frames whole; docs/performance.md has the figures behind it.
     *
     * @param wanted as the file says
     * @throws IOException when the engine of the file cannot serve the links; says why
     */
    public static EngineChoice of(Engine wanted, List<EngineFinding> found) throws IOException {
        if (wanted != Engine.AUTO) {
            EngineFinding finding = finding(wanted, found);
            if (finding.missing().isPresent()) {
                throw new IOException("l4.engine: " + wanted.key() + " cannot be used here: "
                        + finding.missing().get() + "; write auto, or see weir check --engines");
            }
            return new EngineChoice(wanted, "l4.engine");
        }
        EngineFinding xdp = finding(Engine.AF_XDP, found);
        if (xdp.missing().isEmpty() && xdp.best()) {
            return new EngineChoice(Engine.AF_XDP, "auto: every link of the start has it without copying");
        }
        String why = xdp.missing().orElseGet(() -> xdp.notes().getFirst());
        return new EngineChoice(Engine.AF_PACKET, "auto: not af-xdp, since " + why);
    }

    /** Opens queues by a choice. */
    @FunctionalInterface
    interface Opener {
        Host.Queues open(EngineChoice choice) throws IOException;
    }

    /** A choice that has been proved by queues that are open. */
    record Proved(EngineChoice choice, Host.Queues queues) {}

    /**
     * Chooses, and opens by it. What drivers claim shows only when it is tried: {@code auto} takes AF_PACKET if AF_XDP
     * cannot be opened, or serves a link less well than it can.
     */
    static Proved open(Engine wanted, List<EngineFinding> found, Opener opener) throws IOException {
        EngineChoice first = of(wanted, found);
        if (wanted != Engine.AUTO || first.engine() != Engine.AF_XDP) {
            return new Proved(first, opener.open(first));
        }
        String why;
        try {
            Host.Queues queues = opener.open(first);
            Optional<String> shortcoming = queues.shortcoming();
            if (shortcoming.isEmpty()) {
                return new Proved(first, queues);
            }
            queues.close();
            why = shortcoming.get();
        } catch (IOException e) {
            why = "it cannot be opened: " + e.getMessage();
        }
        EngineChoice second = new EngineChoice(Engine.AF_PACKET, "auto: not af-xdp, since " + why);
        return new Proved(second, opener.open(second));
    }

    private static EngineFinding finding(Engine engine, List<EngineFinding> found) {
        return found.stream()
                .filter(one -> one.engine() == engine)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing found about " + engine));
    }
}
