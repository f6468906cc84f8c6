package io.weir.core.wire;

import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a worker does to each frame, without service and flow lookup: for the allocation test, and as a program that
 * prints nanoseconds per frame.
 */
final class PacketPath {
    private static final int SLOT = 2048;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final MemorySegment ring;
    private final int[] lengths;
    private final ParsedPacket packet = new ParsedPacket();
    private final Answers answers = new Answers();
    private final MemorySegment answer = NativeBytes.untouched(Answers.MAXIMUM_LENGTH);
    private int next;
    private boolean forward = true;

    private PacketPath(List<PacketShape.Frame> frames) {
        ring = NativeBytes.untouched(SLOT * frames.size());
        lengths = new int[frames.size()];
        for (int i = 0; i < lengths.length; i++) {
            byte[] bytes = frames.get(i).bytes();
            MemorySegment.copy(bytes, 0, ring, Wire.U8, (long) i * SLOT, bytes.length);
            lengths[i] = bytes.length;
        }
    }

    private static final PacketShape.Endpoints ENDS =
            new PacketShape.Endpoints(0x2001_0db8L << 32, 0xc000_0201L, 40_000, 0x2001_0db8L << 32, 0xc633_6407L, 80);

    /** All transports of both families, with extras, and errors about them. */
    static PacketPath mixed() {
        List<PacketShape.Frame> frames = new ArrayList<>();
        for (PacketShape.Transport transport : PacketShape.Transport.values()) {
            for (boolean v6 : new boolean[] {false, true}) {
                PacketShape.Frame frame = new PacketShape(v6, transport, 1, 1, 100, false, 1).between(ENDS);
                frames.add(frame);
                frames.add(IcmpErrors.about(frame, 200, ENDS));
            }
        }
        return new PacketPath(frames);
    }

    private static PacketPath plain(boolean v6, PacketShape.Transport transport, int payloadLength) {
        List<PacketShape.Frame> frames = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            frames.add(new PacketShape(v6, transport, 0, 0, payloadLength, false, i).between(ENDS));
        }
        return new PacketPath(frames);
    }

    /** There and back on alternate rounds of the ring, so that the frames stay what they are. */
    void parseAndTranslate() {
        int code = PacketParser.parse(ring, (long) next * SLOT, lengths[next], packet);
        if (code != ParseCode.OK) {
            throw new IllegalStateException(ParseCode.name(code));
        }
        if (packet.icmpKind() == ParsedPacket.ICMP_ERROR) {
            RewriteInner.destination(packet, 0x2001_0db8L << 32, forward ? 0x0a00_0002L : ENDS.destinationLow(), 8080);
        }
        Rewrite.macs(packet, 0x0200_0000_0003L, 0x0200_0000_0001L);
        Rewrite.endpoints(
                packet,
                ENDS.sourceHigh(),
                forward ? 0x0a00_0001L : ENDS.sourceLow(),
                forward ? 1024 : ENDS.sourcePort(),
                ENDS.destinationHigh(),
                forward ? 0x0a00_0002L : ENDS.destinationLow(),
                forward ? 8080 : ENDS.destinationPort());
        Rewrite.decrementHopLimit(packet);
        advance();
    }

    void parseAndAnswer() {
        PacketParser.parse(ring, (long) next * SLOT, lengths[next], packet);
        answers.tcpReset(packet, answer, 0);
        answers.portUnreachable(packet, answer, 0);
        answers.echoReply(packet);
        advance();
    }

    private void advance() {
        if (++next == lengths.length) {
            next = 0;
            forward = !forward;
        }
    }

    /** Prints nanoseconds of processor time per frame for parsing and full NAT. */
    public static void main(String[] arguments) {
        measure("IPv4 UDP, 18 bytes", plain(false, PacketShape.Transport.UDP, 18));
        measure("IPv4 TCP, 1400 bytes", plain(false, PacketShape.Transport.TCP, 1400));
        measure("IPv6 UDP, 18 bytes", plain(true, PacketShape.Transport.UDP, 18));
        measure("IPv6 TCP, 1400 bytes", plain(true, PacketShape.Transport.TCP, 1400));
        measure("mixed with ICMP errors", mixed());
        measureSum(64);
        measureSum(1500);
        measureSum(65_535);
    }

    private static void measure(String what, PacketPath path) {
        int rounds = 5_000_000;
        double best = Double.MAX_VALUE;
        for (int trial = 0; trial < 5; trial++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < rounds; i++) {
                path.parseAndTranslate();
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / (double) rounds);
        }
        print(what + ": parse + NAT", best, "ns/frame");
    }

    private static void measureSum(int length) {
        MemorySegment bytes = NativeBytes.untouched(length);
        int rounds = Math.max(20_000, 100_000_000 / length);
        double best = Double.MAX_VALUE;
        int seen = 0;
        for (int trial = 0; trial < 5; trial++) {
            long start = THREADS.getCurrentThreadCpuTime();
            for (int i = 0; i < rounds; i++) {
                seen ^= InternetChecksum.sum(bytes, 0, length);
            }
            best = Math.min(best, (THREADS.getCurrentThreadCpuTime() - start) / (double) rounds);
        }
        print("sum of " + length + " bytes (" + (seen & 1) + ")", length / best, "GB/s");
    }

    private static void print(String what, double value, String unit) {
        System.out.println(String.format(Locale.ROOT, "%-40s %8.2f %s", what, value, unit));
    }
}
