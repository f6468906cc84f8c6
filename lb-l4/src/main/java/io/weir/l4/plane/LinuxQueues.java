package io.weir.l4.plane;

import io.weir.core.service.Configuration;
import io.weir.core.service.Configuration.Engine;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.bpf.filter.FilterMaps;
import io.weir.kernel.io.AfPacketGroup;
import io.weir.kernel.io.AfPacketOptions;
import io.weir.kernel.io.EngineGroup;
import io.weir.kernel.io.FilterRedirect;
import io.weir.kernel.io.PacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.io.UringGroup;
import io.weir.kernel.io.UringOptions;
import io.weir.kernel.io.XdpGroup;
import io.weir.kernel.io.XdpOptions;
import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.sys.ErrnoException;
import io.weir.l4.worker.SteeringProgram;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Queues by one of the engines of this machine. */
final class LinuxQueues implements Host.Queues {
    private final EngineGroup group;
    private final Runnable after;
    private final boolean exclusive;
    private final EngineState state;

    private LinuxQueues(EngineGroup group, Runnable after, boolean exclusive, EngineState state) {
        this.group = group;
        this.after = after;
        this.exclusive = exclusive;
        this.state = state;
    }

    /** By packet sockets: mapped rings, or io_uring. */
    static LinuxQueues packetSockets(EngineChoice choice, List<PacketLink> links, int workers, Steered by)
            throws ErrnoException {
        ClassicBpf program = program(by, workers);
        EngineGroup group = choice.engine() == Engine.IO_URING
                ? UringGroup.open(links, workers, UringOptions.DEFAULT, program)
                : AfPacketGroup.open(links, workers, AfPacketOptions.DEFAULT, program);
        List<EngineState.OnLink> served =
                links.stream().map(link -> new EngineState.OnLink(link.name())).toList();
        return new LinuxQueues(group, () -> {}, false, state(choice, workers, served));
    }

    /**
     * By AF_XDP.
     *
     * @param maps what programs take away from the host
     */
    static LinuxQueues xdp(
            EngineChoice choice, Configuration.XdpMode mode, List<PacketLink> links, int workers, FilterMaps maps)
            throws IOException {
        FilterRedirect redirect = FilterRedirect.open(links, maps);
        try {
            XdpGroup group = XdpGroup.open(links, workers, options(mode), redirect);
            List<EngineState.OnLink> served =
                    group.states().stream().map(LinuxQueues::served).toList();
            EngineState state = state(choice, group.engines().size(), served);
            return new LinuxQueues(group, redirect::close, true, state);
        } catch (IOException e) {
            redirect.close();
            throw e;
        }
    }

    private static XdpOptions options(Configuration.XdpMode mode) {
        Optional<XdpMode> only = switch (mode) {
            case AUTO -> Optional.empty();
            case NATIVE -> Optional.of(XdpMode.NATIVE);
            case GENERIC -> Optional.of(XdpMode.GENERIC);
        };
        return only.map(XdpOptions.DEFAULT::with).orElse(XdpOptions.DEFAULT);
    }

    private static EngineState.OnLink served(XdpGroup.LinkState state) {
        String mode =
                (state.mode() == XdpMode.NATIVE ? Configuration.XdpMode.NATIVE : Configuration.XdpMode.GENERIC).key();
        return new EngineState.OnLink(state.link().name(), Optional.of(mode), state.zeroCopy(), state.reason());
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
    public boolean exclusive() {
        return exclusive;
    }

    @Override
    public void steer(Steered by) throws IOException {
        if (!exclusive) {
            group.steer(program(by, group.engines().size()));
        }
    }

    @Override
    public EngineState state() {
        return state;
    }

    @Override
    public void close() {
        group.close();
        after.run();
    }
}
