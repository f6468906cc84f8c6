package io.weir.kernel.io;

import static io.weir.kernel.io.InternetSum.U16;
import static io.weir.kernel.io.InternetSum.U32;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;

/**
 * Cuts a TCP super-frame into frames for the wire, as an interface with TSO or the kernel would: each with the headers of
 * the whole, and in them its own IPv4 identification, lengths, sequence number, flags and finished checksums. For one
 * thread; without allocation.
 */
final class Segmenter {
    private static final int FIN = 0x01;
    private static final int PSH = 0x08;
    private static final int CWR = 0x80;
    private static final int FLAGS = 13;

    private final FrameHeaders headers = new FrameHeaders();
    private MemorySegment segment = MemorySegment.NULL;
    private long base;
    private int headerBytes;
    private int payload;
    private int perSegment;
    private int done;
    private int number;

    /**
     * Begins with a frame, whose bytes must stay until the last segment is written.
     *
     * @param segmentSize payload bytes of each packet the frame stands for; 0 for as many as the MTU allows
     * @param mtu largest IP packet of the link, in bytes
     * @return whether it can be cut: a whole TCP packet with payload
     */
    boolean begin(MemorySegment segment, long base, int length, int segmentSize, int mtu) {
        this.segment = segment;
        this.base = base;
        this.done = 0;
        this.number = 0;
        this.payload = 0;
        if (!headers.parse(segment, base, length) || headers.protocol() != FrameHeaders.TCP) {
            return false;
        }
        headerBytes = headers.transport() + headers.tcpHeader(segment, base);
        payload = headers.networkEnd() - headerBytes;
        int most = mtu - (headerBytes - headers.network());
        perSegment = segmentSize > 0 ? Math.min(segmentSize, most) : most;
        return payload > 0 && perSegment > 0;
    }

    /** Whether every frame to come has at most so many bytes. */
    boolean fits(int bytes) {
        return headerBytes + Math.min(perSegment, payload) <= bytes;
    }

    /** How many frames there are to come. */
    int left() {
        return Math.ceilDiv(payload - done, perSegment);
    }

    /**
     * Writes the next frame; there must be one.
     *
     * @param out with room for a frame of the MTU behind {@code at}
     * @return its bytes
     */
    int next(MemorySegment out, long at) {
        int bytes = Math.min(perSegment, payload - done);
        boolean last = done + bytes == payload;
        MemorySegment.copy(segment, base, out, at, headerBytes);
        MemorySegment.copy(segment, base + headerBytes + done, out, at + headerBytes, bytes);
        network(out, at, bytes);
        transport(out, at, bytes, last);
        done += bytes;
        number++;
        return headerBytes + bytes;
    }

    private void network(MemorySegment out, long at, int bytes) {
        long ip = at + headers.network();
        int whole = headerBytes - headers.network() + bytes;
        if (!headers.ipv4()) {
            out.set(U16, ip + 4, (short) (whole - 40));
            return;
        }
        out.set(U16, ip + 2, (short) whole);
        out.set(U16, ip + 4, (short) (out.get(U16, ip + 4) + number));
        out.set(U16, ip + 10, (short) 0);
        int header = headers.transport() - headers.network();
        out.set(U16, ip + 10, (short) InternetSum.checksum(InternetSum.of(out, ip, header)));
    }

    private void transport(MemorySegment out, long at, int bytes, boolean last) {
        long tcp = at + headers.transport();
        out.set(U32, tcp + 4, out.get(U32, tcp + 4) + done);
        int flags = out.get(JAVA_BYTE, tcp + FLAGS);
        flags = last ? flags : flags & ~(FIN | PSH);
        flags = number == 0 ? flags : flags & ~CWR;
        out.set(JAVA_BYTE, tcp + FLAGS, (byte) flags);
        long field = at + headers.checksumOffset();
        out.set(U16, field, (short) 0);
        int length = headerBytes - headers.transport() + bytes;
        long sum = headers.pseudoSum(out, at, length) + InternetSum.of(out, tcp, length);
        out.set(U16, field, (short) InternetSum.checksum(sum));
    }
}
