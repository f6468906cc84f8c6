package io.weir.bench.micro;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.MemoryPacketIo;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import io.weir.l4.forward.Handover;
import io.weir.l4.forward.PathSettings;
import io.weir.l4.forward.Pipeline;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewLink;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * A worker's packet path on the memory engine with established connections. A round takes {@link #BATCH} small segments
 * of connections far apart from each other, as many clients send them, through receive, verdict and send. Their frames
 * come from the processor's cache, as a network card delivers them; transport checksums are not theirs, which nobody on
 * the way looks at.
 */
final class PacketPath implements AutoCloseable {
    static final int FLOWS = 100_000;
    static final int BATCH = FrameBatch.CAPACITY;

    private static final int STRIDE = 128;
    private static final int PAYLOAD = 12;
    private static final int SLOTS = 2 * BATCH;
    private static final int LARGEST = 2048;
    private static final int MTU = 1500;
    private static final long OWN_MAC = 0x0200_0000_0001L;
    private static final long CLIENT_MAC = 0x0200_0000_c000L;
    private static final int FIRST_CLIENT = 0x0a00_0000;
    private static final int CLIENTS = 2;
    private static final int PORTS = FLOWS / CLIENTS;
    private static final int FIRST_PORT = 10_000;
    private static final int IP = 14;
    /** Offsets of RFC 791, section 3.1, and of RFC 9293, section 3.1. */
    private static final int SOURCE = IP + 12;

    private static final int DESTINATION = IP + 16;
    private static final int SOURCE_PORT = IP + 20;
    private static final int DESTINATION_PORT = IP + 22;
    /** Coprime to the number of flows, and far from it and from one: every flow gets its turn. */
    private static final int STEP = 61_803;

    private static final int NOW = 1;
    private static final long PAGE = 4096;
    private static final ValueLayout.OfInt U32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfChar U16 = ValueLayout.JAVA_CHAR_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final Arena arena = Arena.ofShared();
    private final List<Mapping> mappings = new ArrayList<>();
    private final FrameBatch batch = new FrameBatch();
    private final PacketBuilder builder = new PacketBuilder();
    /** A request of each client, and a reply of each server to each client; only ports differ between flows. */
    private final MemorySegment requests = arena.allocate((long) CLIENTS * STRIDE, 64);

    private final MemorySegment replies = arena.allocate((long) CLIENTS * STRIDE * BenchService.SERVERS, 64);
    private final MemorySegment first = arena.allocate(STRIDE, 64);
    /** Which of the replies is a flow's, and to which port it goes. */
    private final byte[] replyOf = new byte[FLOWS];

    private final char[] replyPort = new char[FLOWS];
    private final boolean seesReplies;
    private final MemoryPacketIo io;
    private final L4View view;
    private final Pipeline pipeline;
    private int requestLength;
    private int replyLength;
    private int next;

    /** Opens all connections of a service in mode {@code DR}, {@code NAT} or {@code SNAT}. */
    PacketPath(String mode) {
        seesReplies = !mode.equals("DR");
        List<PacketLink> links =
                List.of(new PacketLink(1, "clients", OWN_MAC, MTU), new PacketLink(2, "servers", OWN_MAC + 1, MTU));
        try {
            io = new MemoryPacketIo(links, SLOTS, LARGEST);
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
        view = BenchService.view(
                mode,
                List.of(
                        new ViewLink(0, 1, "clients", OWN_MAC, MTU, null, null),
                        new ViewLink(1, 2, "servers", OWN_MAC + 1, MTU, null, null)));
        LongFunction<MemorySegment> memory = this::table;
        pipeline = new Pipeline(
                new PathSettings(0, 1, 2 * FLOWS, memory),
                io,
                view,
                Handover.among(1, memory).getFirst());
        for (int i = 0; i < FLOWS; i++) {
            open(i);
        }
    }

    private MemorySegment table(long bytes) {
        try {
            Mapping mapping = Mman.table(Math.ceilDiv(bytes, PAGE) * PAGE, "benchmark's tables");
            mappings.add(mapping);
            return mapping.segment();
        } catch (ErrnoException e) {
            throw new IllegalStateException(e);
        }
    }

    private void open(int flow) {
        int client = flow / PORTS;
        int clientPort = FIRST_PORT + flow % PORTS;
        int vip = (int) BenchService.VIP.low();
        offerFirst(
                BenchService.CLIENT_LINK,
                segment(first, 0, OWN_MAC, CLIENT_MAC)
                        .ipv4(FIRST_CLIENT + client, vip)
                        .tcp(clientPort, BenchService.PORT, TcpView.SYN)
                        .build());
        byte[] forwarded = io.take(BenchService.SERVER_LINK);
        if (forwarded == null) {
            throw new IllegalStateException("connection " + flow + " was not forwarded");
        }
        requestLength = segment(requests, client, OWN_MAC, CLIENT_MAC)
                .ipv4(FIRST_CLIENT + client, vip)
                .tcp(0, BenchService.PORT, TcpView.ACK)
                .payload(new byte[PAYLOAD])
                .build();
        if (seesReplies) {
            MemorySegment.copy(forwarded, 0, first, JAVA_BYTE, 0, forwarded.length);
            answer(flow, client, first.get(U32, SOURCE), first.get(U32, DESTINATION), first.get(U16, SOURCE_PORT));
        }
    }

    private void answer(int flow, int client, int source, int server, char sourcePort) {
        offerFirst(
                BenchService.SERVER_LINK,
                segment(first, 0, OWN_MAC + 1, BenchService.SERVER_MAC)
                        .ipv4(server, source)
                        .tcp(BenchService.PORT, sourcePort, TcpView.SYN | TcpView.ACK)
                        .build());
        if (io.discard(BenchService.CLIENT_LINK) != 1) {
            throw new IllegalStateException("the answer to connection " + flow + " was not forwarded");
        }
        int reply = client * BenchService.SERVERS + BenchService.number(server);
        replyOf[flow] = (byte) reply;
        replyPort[flow] = sourcePort;
        replyLength = segment(replies, reply, OWN_MAC + 1, BenchService.SERVER_MAC)
                .ipv4(server, source)
                .tcp(BenchService.PORT, 0, TcpView.ACK)
                .payload(new byte[PAYLOAD])
                .build();
    }

    private PacketBuilder segment(MemorySegment memory, int place, long destinationMac, long sourceMac) {
        return builder.start(memory, (long) place * STRIDE).ethernet(destinationMac, sourceMac);
    }

    private void offerFirst(int link, int length) {
        io.offer(link, first, 0, length);
        turn();
    }

    /** A round of segments from clients arrives. */
    void arriveFromClients() {
        for (int i = 0; i < BATCH; i++) {
            int flow = turnOf();
            long frame = (long) (flow / PORTS) * STRIDE;
            requests.set(U16, frame + SOURCE_PORT, (char) (FIRST_PORT + flow % PORTS));
            io.offer(BenchService.CLIENT_LINK, requests, frame, requestLength);
        }
    }

    /** A round of segments from servers arrives; not for DR. */
    void arriveFromServers() {
        for (int i = 0; i < BATCH; i++) {
            int flow = turnOf();
            long frame = (long) replyOf[flow] * STRIDE;
            replies.set(U16, frame + DESTINATION_PORT, replyPort[flow]);
            io.offer(BenchService.SERVER_LINK, replies, frame, replyLength);
        }
    }

    private int turnOf() {
        next = (next + STEP) % FLOWS;
        return next;
    }

    /** What was sent is gone; all of a round must have been. */
    void leave() {
        int sent = io.discard(BenchService.SERVER_LINK) + io.discard(BenchService.CLIENT_LINK);
        if (sent != BATCH) {
            throw new IllegalStateException("only " + sent + " of " + BATCH + " frames were forwarded");
        }
    }

    /** A worker's duty cycle. */
    void turn() {
        pipeline.moment(view, NOW);
        io.receive(batch);
        pipeline.judge(batch);
        io.complete(batch);
        pipeline.keepHouse();
        io.flush();
    }

    @Override
    public void close() {
        io.close();
        arena.close();
        mappings.forEach(Mapping::close);
    }
}
