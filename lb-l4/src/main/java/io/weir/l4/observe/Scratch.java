package io.weir.l4.observe;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.EthernetView;
import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.PacketParser;
import io.weir.core.wire.ParsedPacket;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.NewFlow;
import io.weir.l4.forward.DropReason;
import io.weir.l4.forward.Handover;
import io.weir.l4.forward.PathSettings;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.view.L4View;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A packet path of its own on an engine in memory, for one made-up frame. */
final class Scratch implements AutoCloseable {
    private static final int FLOWS = 1024;
    private static final int LARGEST = 2048;
    private static final long PAGE = 4096;
    /** A locally administered address (IEEE 802c) for a client whose own is not known. */
    private static final long SOME_MAC = 0x0200_0000_0001L;

    private static final int ECHO = 8;
    private static final int ECHO_V6 = 128;

    private final L4View view;
    private final int now;
    private final List<Mapping> mappings = new ArrayList<>();
    private final MemoryPacketIo io;
    private final Pipeline pipeline;
    private final FrameBatch batch = new FrameBatch();
    private final ParsedPacket parsed = new ParsedPacket();
    private final EthernetView ethernet = new EthernetView();

    Scratch(L4View view, int worker, int now) throws IOException {
        this.view = view;
        this.now = now;
        List<PacketLink> links = view.links().stream()
                .map(link -> new PacketLink(link.interfaceIndex(), link.name(), link.mac(), link.mtu()))
                .toList();
        this.io = new MemoryPacketIo(links, 4, LARGEST);
        this.pipeline = new Pipeline(
                new PathSettings(worker, 1, FLOWS, this::memory),
                io,
                view,
                Handover.among(1, this::memory).getFirst());
        pipeline.moment(view, now);
    }

    private MemorySegment memory(long bytes) {
        try {
            Mapping mapping = Mman.anonymous((bytes + PAGE - 1) / PAGE * PAGE, "a packet to explain");
            mappings.add(mapping);
            return mapping.segment();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Knows a flow that a worker knows. */
    void know(boolean v6, NewFlow flow) {
        if (pipeline.flows(v6).insert(flow, now) < 0) {
            throw new IllegalStateException("an empty table has room");
        }
    }

    /** Makes the frame come in: a SYN when it may begin a connection. */
    void arrive(PacketQuestion packet, int link, @Nullable Long mac, boolean begins) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(LARGEST, Long.BYTES);
            PacketBuilder frame = new PacketBuilder()
                    .start(memory, 0)
                    .ethernet(view.link(link).mac(), mac == null ? SOME_MAC : mac);
            IpAddress from = packet.source();
            IpAddress to = packet.destination();
            if (packet.v6()) {
                frame.ipv6(from.high(), from.low(), to.high(), to.low());
            } else {
                frame.ipv4(from.v4Bits(), to.v4Bits());
            }
            switch (packet.protocol()) {
                case TCP ->
                    frame.tcp(packet.sourcePort(), packet.destinationPort(), begins ? TcpView.SYN : TcpView.ACK);
                case UDP -> frame.udp(packet.sourcePort(), packet.destinationPort());
                case ICMP -> frame.icmp(packet.v6() ? ECHO_V6 : ECHO, 0, 0);
            }
            byte[] bytes = memory.asSlice(0, frame.build()).toArray(JAVA_BYTE);
            if (!io.offer(link, bytes) || io.receive(batch) != 1) {
                throw new IllegalStateException("an empty queue takes a frame");
            }
        }
    }

    Explanation.Hop arrived() {
        return hop(batch.segment(0), batch.base(0), batch.length(0), batch.link(0));
    }

    /** Gives it its verdict. */
    void decide() {
        pipeline.judge(batch);
    }

    byte verdict() {
        return batch.verdict(0);
    }

    Explanation.Hop leaves() {
        return hop(batch.segment(0), batch.base(0), batch.length(0), batch.transmitLink(0));
    }

    int dropReason() {
        return batch.dropReason(0);
    }

    String dropName() {
        return DropReason.name(dropReason());
    }

    boolean isPassed() {
        return pipeline.counters().passes() > 0;
    }

    boolean isAnswered() {
        return pipeline.counters().answers() > 0;
    }

    /** What the sender of a refused packet gets. */
    @Nullable String answer(int link) {
        byte[] frame = io.take(link);
        if (frame == null) {
            return null;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(frame.length);
            MemorySegment.copy(frame, 0, memory, JAVA_BYTE, 0, frame.length);
            PacketParser.parse(memory, 0, frame.length, parsed);
            return parsed.protocol() == IpProtocol.TCP
                    ? "TCP reset"
                    : "ICMP error, type " + parsed.icmpType() + " code " + parsed.icmpCode();
        }
    }

    /** The flow that the question's packet belongs to now. */
    int find(PacketQuestion packet) {
        return find(pipeline.flows(packet.v6()), packet);
    }

    static int find(FlowTable table, PacketQuestion packet) {
        return table.find(
                packet.protocol() == PacketQuestion.Kind.TCP ? IpProtocol.TCP : IpProtocol.UDP,
                packet.source().high(),
                packet.source().low(),
                packet.sourcePort(),
                packet.destination().high(),
                packet.destination().low(),
                packet.destinationPort());
    }

    FlowTable table(boolean v6) {
        return pipeline.flows(v6);
    }

    private Explanation.Hop hop(MemorySegment segment, long base, int length, int link) {
        int code = PacketParser.parse(segment, base, length, parsed);
        ethernet.wrap(segment, base);
        boolean v6 = parsed.family() == ParsedPacket.FAMILY_IPV6;
        IpAddress from = new IpAddress(parsed.sourceHigh(), parsed.sourceLow(), v6);
        IpAddress to = new IpAddress(parsed.destinationHigh(), parsed.destinationLow(), v6);
        boolean ports = parsed.sourcePort() > 0;
        if (code != 0) {
            throw new IllegalStateException("a frame that was made here is broken: " + code);
        }
        return new Explanation.Hop(
                view.link(link).name(),
                mac(ethernet.sourceAddress()),
                mac(ethernet.destinationAddress()),
                ports ? from.withPort(parsed.sourcePort()) : from.toString(),
                ports ? to.withPort(parsed.destinationPort()) : to.toString());
    }

    private static @Nullable String mac(long bits) {
        return bits == SOME_MAC ? null : new MacAddress(bits).toString();
    }

    @Override
    public void close() {
        io.close();
        mappings.forEach(Mapping::close);
    }
}
