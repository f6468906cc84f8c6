package io.weir.l4.plane;

import io.weir.arp.vip.HostInterface;
import io.weir.core.service.Configuration;
import io.weir.core.service.Configuration.Engine;
import io.weir.core.service.Configuration.XdpMode;
import io.weir.kernel.bpf.BpfFeature;
import io.weir.kernel.bpf.BpfFeatures;
import io.weir.kernel.io.PacketLink;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What each engine could do on this host, before anything is started. Nothing is changed by it.
 *
 * @param wanted the engine of the configuration
 * @param xdpMode that of the configuration
 * @param links names of the interfaces that were looked at; there may be none
 * @param problems why the configuration does not fit this host, as a start would say
 * @param engines one finding for each engine; none without links
 * @param noFilter why the host's stack is kept away by nf_tables and not by a program of our own; empty if by one
 */
public record EngineSurvey(
        Engine wanted,
        XdpMode xdpMode,
        List<String> links,
        List<String> problems,
        List<EngineFinding> engines,
        Optional<String> noFilter) {
    /** Without one of them programs do not go when the process is killed, or do not load at all. */
    private static final List<BpfFeature> FILTER = List.of(BpfFeature.BPF, BpfFeature.LPM_TRIE, BpfFeature.TCX);

    /** Copies the lists. */
    public EngineSurvey {
        links = List.copyOf(links);
        problems = List.copyOf(problems);
        engines = List.copyOf(engines);
    }

    /**
     * Of this machine, in the network namespace of the calling thread.
     *
     * @param configuration whose links; null for every Ethernet interface that is up
     */
    public static EngineSurvey of(@Nullable Configuration configuration) throws IOException {
        try (LinuxHost host = new LinuxHost()) {
            return of(configuration, host.topology());
        }
    }

    private static EngineSurvey of(@Nullable Configuration configuration, Topology host) throws IOException {
        Configuration.L4 settings = configuration == null ? Configuration.L4.automatic() : configuration.l4();
        List<String> problems = List.of();
        List<PacketLink> links = List.of();
        if (configuration != null) {
            Planner planner = new Planner(host, configuration, new Links());
            Plan plan = planner.plan();
            problems = planner.problems();
            links = plan.present().stream()
                    .filter(link -> plan.up().contains(link.number()))
                    .map(link -> new PacketLink(link.interfaceIndex(), link.name(), link.mac(), link.mtu()))
                    .toList();
        }
        if (links.isEmpty() && problems.isEmpty()) {
            links = ethernet(host).toList();
        }
        BpfFeatures bpf = BpfFeatures.probe();
        return new EngineSurvey(
                settings.engine(),
                settings.xdpMode(),
                links.stream().map(PacketLink::name).toList(),
                problems,
                links.isEmpty() ? List.of() : EngineFinding.probe(links, settings.xdpMode()),
                FILTER.stream()
                        .flatMap(feature -> bpf.missing(feature).stream())
                        .findFirst());
    }

    private static Stream<PacketLink> ethernet(Topology host) {
        return host.interfaces().stream()
                .filter(one -> one.up() && !one.loopback())
                .flatMap(one -> link(one, host).stream());
    }

    private static Optional<PacketLink> link(HostInterface one, Topology host) {
        return one.mac() == null
                ? Optional.empty()
                : Optional.of(new PacketLink(
                        one.index(), one.name(), one.mac().bits(), host.mtus().of(one)));
    }

    /** What {@code auto} takes; throws IOException, with a reason for people, when there is nothing to take. */
    public EngineChoice automatic() throws IOException {
        return EngineChoice.of(Engine.AUTO, engines);
    }

    /** What the configuration gets; throws IOException as a start does. */
    public EngineChoice configured() throws IOException {
        return EngineChoice.of(wanted, engines);
    }

    /** Whether a start would get the engine that the configuration asks for. */
    public boolean startable() {
        if (engines.isEmpty() || !problems.isEmpty()) {
            return false;
        }
        try {
            configured();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
