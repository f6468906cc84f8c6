package io.weir.l4.plane;

import io.weir.core.service.Configuration;
import io.weir.core.service.Configuration.Engine;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.bpf.filter.FilterMaps;
import io.weir.kernel.io.AfPacketOptions;
import io.weir.kernel.io.EngineGroup;
import io.weir.kernel.io.FilterRedirect;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.io.PacketSocketGroup;
import io.weir.kernel.io.UringOptions;
import io.weir.kernel.io.XdpFeatures;
import io.weir.kernel.io.XdpGroup;
import io.weir.kernel.io.XdpGroup.LinkState;
import io.weir.kernel.io.XdpOptions;
import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.sys.Channels;
import io.weir.kernel.sys.ErrnoException;
import io.weir.l4.worker.SteeringProgram;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Queues by one of the engines of this machine. */
final class LinuxQueues implements Host.Queues {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");

    private final EngineGroup group;
    private final EngineState state;
    private final @Nullable Xdp xdp;

    /** What AF_XDP has beside its engines. */
    private record Xdp(FilterRedirect redirect, Configuration.XdpMode mode, List<LinkState> states) {}

    private LinuxQueues(EngineGroup group, EngineState state, @Nullable Xdp xdp) {
        this.group = group;
        this.state = state;
        this.xdp = xdp;
    }

    /** By packet sockets: mapped rings, or io_uring. */
    static LinuxQueues packetSockets(EngineChoice choice, List<PacketLink> links, int workers, Steered by)
            throws ErrnoException {
        ClassicBpf program = program(by, workers);
        EngineGroup group = choice.engine() == Engine.IO_URING
                ? PacketSocketGroup.ioUring(links, workers, UringOptions.DEFAULT, program)
                : PacketSocketGroup.afPacket(links, workers, AfPacketOptions.DEFAULT, program);
        List<EngineState.OnLink> served =
                links.stream().map(link -> new EngineState.OnLink(link.name())).toList();
        return new LinuxQueues(group, state(choice, workers, served), null);
    }

    /**
     * By AF_XDP.
     *
     * @param maps what programs take away from the host
     */
    static LinuxQueues xdp(
            EngineChoice choice, Configuration.XdpMode mode, List<PacketLink> links, int workers, FilterMaps maps)
            throws IOException {
        LinuxQueues opened = xdpOnce(choice, mode, links, mode == Configuration.XdpMode.GENERIC ? 1 : workers, maps);
        int engines = opened.engines().size();
        if (engines == workersOf(engines, opened.states())) {
            return opened;
        }
        opened.close();
        return xdpOnce(choice, mode, links, 1, maps);
    }

    private static LinuxQueues xdpOnce(
            EngineChoice choice, Configuration.XdpMode mode, List<PacketLink> links, int workers, FilterMaps maps)
            throws IOException {
        FilterRedirect redirect = FilterRedirect.open(links, maps);
        try {
            XdpGroup group = XdpGroup.open(links, workers, options(mode), redirect);
            List<EngineState.OnLink> served =
                    group.states().stream().map(LinuxQueues::served).toList();
            EngineState state = state(choice, group.engines().size(), served);
            return new LinuxQueues(group, state, new Xdp(redirect, mode, group.states()));
        } catch (IOException | RuntimeException e) {
            redirect.close();
            throw e;
        }
    }

    /**
     * How many workers can have links in these states. In generic mode there are super-frames, which are too large to
     * be handed over, and the interface gives most frames to another worker than theirs.
     */
    static int workersOf(int engines, List<LinkState> states) {
        return generic(states) ? 1 : engines;
    }

    private static boolean generic(List<LinkState> states) {
        return states.stream().anyMatch(state -> state.mode() == XdpMode.GENERIC);
    }

    /** Why links are not served as well as AF_XDP can; empty if all are. */
    static Optional<String> shortcoming(List<LinkState> states) {
        return states.stream()
                .filter(state -> state.mode() != XdpMode.NATIVE || !state.zeroCopy())
                .findFirst()
                .map(state -> "it would serve " + served(state).text(state.reason()));
    }

    private List<LinkState> states() {
        return xdp == null ? List.of() : xdp.states();
    }

    private static XdpOptions options(Configuration.XdpMode mode) {
        Optional<XdpMode> only = switch (mode) {
            case AUTO -> Optional.empty();
            case NATIVE -> Optional.of(XdpMode.NATIVE);
            case GENERIC -> Optional.of(XdpMode.GENERIC);
        };
        return only.map(XdpOptions.DEFAULT::with).orElse(XdpOptions.DEFAULT);
    }

    private static EngineState.OnLink served(LinkState state) {
        String mode =
                (state.mode() == XdpMode.NATIVE ? Configuration.XdpMode.NATIVE : Configuration.XdpMode.GENERIC).key();
        return new EngineState.OnLink(state.link().name(), Optional.of(mode), state.zeroCopy(), state.reason());
    }

    private static String workers(int count) {
        return count + (count == 1 ? " worker" : " workers");
    }

    private static EngineState state(EngineChoice choice, int workers, List<EngineState.OnLink> links) {
        return new EngineState(choice.engine().key(), choice.reason(), workers, links);
    }

    private static ClassicBpf program(Steered by, int workers) {
        return SteeringProgram.of(by.vips(), by.sources(), workers);
    }

    @Override
    public List<PacketIo> engines() {
        return List.copyOf(group.engines());
    }

    @Override
    public boolean steered() {
        return xdp == null;
    }

    @Override
    public boolean exclusive() {
        return xdp != null;
    }

    @Override
    public void check(List<PacketLink> links, int workers) throws IOException {
        if (xdp == null) {
            return;
        }
        for (PacketLink link : links) {
            check(link, workers, xdp.mode(), XdpFeatures.of(link), Channels.of(link.name()));
        }
    }

    /** Refuses a link that AF_XDP cannot serve with so many workers. */
    static void check(PacketLink link, int workers, Configuration.XdpMode mode, XdpFeatures features, Channels channels)
            throws IOException {
        if (features.missing().isPresent()) {
            throw new IOException("af-xdp cannot serve " + link.name() + ": "
                    + features.missing().get());
        }
        if (mode == Configuration.XdpMode.NATIVE && features.missingNative().isPresent()) {
            throw new IOException("l4.xdp-mode: native cannot serve " + link.name() + ": "
                    + features.missingNative().get());
        }
        int queues = Math.min(channels.receive(), channels.transmit());
        if (queues < workers) {
            throw new IOException("af-xdp needs a queue of " + link.name() + " for each worker: it has " + queues
                    + ", and there are " + workers(workers) + "; give it more (ethtool -L " + link.name()
                    + "), or restart Weir, which then has fewer workers");
        }
        if (workers > 1
                && (mode == Configuration.XdpMode.GENERIC
                        || features.missingNative().isPresent())) {
            throw new IOException("af-xdp would serve " + link.name() + " in generic mode, which has one worker, and"
                    + " there are " + workers + "; restart Weir, which then has one"
                    + features.missingNative().map(reason -> ": " + reason).orElse(""));
        }
    }

    @Override
    public Optional<String> shortcoming() {
        return shortcoming(states());
    }

    @Override
    public void steer(Steered by) throws IOException {
        if (steered()) {
            group.steer(program(by, group.engines().size()));
        }
    }

    @Override
    public EngineState state() {
        return state;
    }

    @Override
    public void detach() {
        for (int link = 0; link < states().size(); link++) {
            int one = link;
            orSay(() -> Objects.requireNonNull(xdp).redirect().detach(one));
        }
    }

    @Override
    public void close() {
        orSay(group::close);
        if (xdp != null) {
            orSay(xdp.redirect()::close);
        }
    }

    /** What fails here is gone with the process. */
    private static void orSay(Runnable step) {
        try {
            step.run();
        } catch (UncheckedIOException e) {
            LOG.log(Level.WARNING, "a program of AF_XDP is not given back before the end: " + e.getMessage());
        }
    }
}
