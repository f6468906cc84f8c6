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
import java.util.stream.Collectors;

/** Queues by one of the engines of this machine. */
final class LinuxQueues implements Host.Queues {
    private final EngineGroup group;
    private final Runnable after;
    private final boolean exclusive;
    private final String description;

    private LinuxQueues(EngineGroup group, Runnable after, boolean exclusive, String description) {
        this.group = group;
        this.after = after;
        this.exclusive = exclusive;
        this.description = description;
    }

    /** By packet sockets: mapped rings, or io_uring. */
    static LinuxQueues packetSockets(EngineChoice choice, List<PacketLink> links, int workers, Steered by)
            throws ErrnoException {
        ClassicBpf program = program(by, workers);
        EngineGroup group = choice.engine() == Engine.IO_URING
                ? UringGroup.open(links, workers, UringOptions.DEFAULT, program)
                : AfPacketGroup.open(links, workers, AfPacketOptions.DEFAULT, program);
        String names = links.stream().map(PacketLink::name).collect(Collectors.joining(", "));
        return new LinuxQueues(
                group,
                () -> {},
                false,
                choice.engine().key() + " (" + choice.reason() + "), " + workers(workers) + " on " + names);
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
            String served = group.states().stream().map(LinuxQueues::served).collect(Collectors.joining(", "));
            String description = choice.engine().key() + " (" + choice.reason() + "), "
                    + workers(group.engines().size()) + " on " + served;
            return new LinuxQueues(group, redirect::close, true, description);
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

    private static String served(XdpGroup.LinkState state) {
        String how = state.link().name() + " " + (state.mode() == XdpMode.NATIVE ? "native" : "generic") + " "
                + (state.zeroCopy() ? "zero-copy" : "copying");
        return state.reason().isEmpty() ? how : how + " (" + state.reason() + ")";
    }

    private static String workers(int count) {
        return count + (count == 1 ? " worker" : " workers");
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
    public String description() {
        return description;
    }

    @Override
    public void close() {
        group.close();
        after.run();
    }
}
