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
     * @throws IOException when the engine of the file cannot serve the links; says why, and what to write instead
     */
    public static EngineChoice of(Engine wanted, List<EngineFinding> found) throws IOException {
        if (wanted == Engine.AUTO) {
            return best(found);
        }
        EngineFinding finding = finding(wanted, found);
        if (finding.missing().isPresent()) {
            throw new IOException("l4.engine: " + wanted.key() + " cannot be used here: "
                    + finding.missing().get() + ". " + instead(wanted, found));
        }
        return new EngineChoice(wanted, "l4.engine says so");
    }

    private static EngineChoice best(List<EngineFinding> found) throws IOException {
        EngineFinding xdp = finding(Engine.AF_XDP, found);
        if (xdp.missing().isEmpty() && xdp.best()) {
            return new EngineChoice(Engine.AF_XDP, "auto: every link of the start has it without copying");
        }
        EngineFinding packet = finding(Engine.AF_PACKET, found);
        if (packet.missing().isPresent()) {
            throw new IOException(
                    "l4.engine: none can be used here: " + packet.missing().get());
        }
        String why = xdp.missing().orElseGet(() -> xdp.notes().getFirst());
        return withoutXdp(why);
    }

    /** What {@code auto} takes when AF_XDP cannot be had, or not as well as it should be. */
    static EngineChoice withoutXdp(String reason) {
        return new EngineChoice(Engine.AF_PACKET, "auto: not af-xdp, since " + reason);
    }

    private static String instead(Engine wanted, List<EngineFinding> found) {
        String more = "\"weir check --engines\" shows what each needs";
        try {
            EngineChoice auto = best(found);
            return auto.engine() == wanted
                    ? more
                    : "Write engine: " + auto.engine().key() + ", or auto, which chooses it here; " + more;
        } catch (IOException e) {
            return "No engine can be used here; " + more;
        }
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
        EngineChoice second = withoutXdp(why);
        return new Proved(second, opener.open(second));
    }

    private static EngineFinding finding(Engine engine, List<EngineFinding> found) {
        return found.stream()
                .filter(one -> one.engine() == engine)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("nothing found about " + engine));
    }
}
