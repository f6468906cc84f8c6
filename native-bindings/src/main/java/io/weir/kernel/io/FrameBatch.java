package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Received frames and what shall become of them, as a structure of arrays. The owner of a {@link PacketIo} allocates one
 * and uses it for ever.
 *
 * <p>A frame's bytes belong to the worker from {@link PacketIo#receive} until {@link PacketIo#complete}; it may change
 * them in place. The {@link #HEADROOM} bytes in front of a frame belong to the engine. Every received frame gets exactly
 * one verdict; a frame without one is dropped.
 */
public final class FrameBatch {
    /** Most frames of one batch. */
    public static final int CAPACITY = 64;
    /** Bytes in front of every frame that are the engine's: {@code struct virtio_net_hdr} (linux/virtio_net.h). */
    public static final int HEADROOM = 10;
    /** Most bytes of a frame: an Ethernet header, two VLAN tags, and the largest IP packet. */
    public static final int MAXIMUM_FRAME = 14 + 2 * 4 + 65_535;

    /** The token of a frame in memory that is not the engine's: it gives nothing back, and may be sent as any other. */
    public static final long FOREIGN = -1;

    /** The frame goes nowhere. */
    public static final byte DROP = 0;
    /** The frame is not ours; the kernel's stack may have it. */
    public static final byte PASS = 1;
    /** The frame leaves through {@link #transmitLink}. */
    public static final byte TRANSMIT = 2;
    /** The frame was copied by whoever decided, and is nobody's business any more. */
    public static final byte TAKEN = 3;

    private final MemorySegment[] segment = new MemorySegment[CAPACITY];
    private final long[] base = new long[CAPACITY];
    private final int[] length = new int[CAPACITY];
    private final int[] received = new int[CAPACITY];
    private final int[] link = new int[CAPACITY];
    private final int[] segmentSize = new int[CAPACITY];
    private final boolean[] checksumUnfinished = new boolean[CAPACITY];
    private final long[] token = new long[CAPACITY];
    private final byte[] verdict = new byte[CAPACITY];
    private final int[] detail = new int[CAPACITY];
    private int size;

    /** An empty batch. */
    public FrameBatch() {
        Arrays.fill(segment, MemorySegment.NULL);
    }

    /** Frames in it, 0 to {@link #CAPACITY}. */
    public int size() {
        return size;
    }

    /** For engines: forgets every frame. */
    public void clear() {
        size = 0;
    }

    /**
     * For engines: adds a frame, with the verdict {@link #DROP}. There must be room.
     *
     * @param segment native memory
     * @param base where the frame starts; {@link #HEADROOM} bytes in front of it are in the segment too
     * @param length bytes of the frame
     * @param link the place in {@link PacketIo#links()} it came from
     * @param segmentSize payload bytes of each packet that a super-frame (GSO, GRO) stands for; 0 for an ordinary frame
     * @param checksumUnfinished whether the transport checksum covers only the pseudo header yet
     * @param token the engine's own, at least 0; {@link #FOREIGN} for memory that is not the engine's
     */
    public void add(
            MemorySegment segment,
            long base,
            int length,
            int link,
            int segmentSize,
            boolean checksumUnfinished,
            long token) {
        int i = size;
        this.segment[i] = segment;
        this.base[i] = base;
        this.length[i] = length;
        received[i] = length;
        this.link[i] = link;
        this.segmentSize[i] = segmentSize;
        this.checksumUnfinished[i] = checksumUnfinished;
        this.token[i] = token;
        verdict[i] = DROP;
        detail[i] = 0;
        size = i + 1;
    }

    /** The memory frame {@code i} is in. */
    public MemorySegment segment(int i) {
        return segment[i];
    }

    /** Where in {@link #segment} it starts. */
    public long base(int i) {
        return base[i];
    }

    /** Its bytes. */
    public int length(int i) {
        return length[i];
    }

    /** For engines: its bytes when it was added. */
    public int receivedLength(int i) {
        return received[i];
    }

    /** Where it came from: a place in {@link PacketIo#links()}. */
    public int link(int i) {
        return link[i];
    }

    /** Payload bytes of each packet that a super-frame stands for; 0 for an ordinary frame. */
    public int segmentSize(int i) {
        return segmentSize[i];
    }

    /** Whether its transport checksum is unfinished ({@code VIRTIO_NET_HDR_F_NEEDS_CSUM}). */
    public boolean checksumUnfinished(int i) {
        return checksumUnfinished[i];
    }

    /** For decorators: exchanges two frames with all that is known of them. */
    void swap(int i, int j) {
        swap(segment, i, j);
        swap(base, i, j);
        swap(length, i, j);
        swap(received, i, j);
        swap(link, i, j);
        swap(segmentSize, i, j);
        swap(token, i, j);
        swap(detail, i, j);
        boolean unfinished = checksumUnfinished[i];
        checksumUnfinished[i] = checksumUnfinished[j];
        checksumUnfinished[j] = unfinished;
        byte decided = verdict[i];
        verdict[i] = verdict[j];
        verdict[j] = decided;
    }

    /** For decorators: gives the link that frame {@code i} came from another number. */
    void renumber(int i, int number) {
        link[i] = number;
    }

    /** For decorators: hides frames behind the first {@code size}, or shows them again. */
    void resize(int size) {
        this.size = size;
    }

    private static void swap(MemorySegment[] array, int i, int j) {
        MemorySegment kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }

    private static void swap(long[] array, int i, int j) {
        long kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }

    private static void swap(int[] array, int i, int j) {
        int kept = array[i];
        array[i] = array[j];
        array[j] = kept;
    }

    /** The engine's own. */
    public long token(int i) {
        return token[i];
    }

    /** Sends frame {@code i} as it is now, with its {@link #length}, through a link. */
    public void transmit(int i, int outLink) {
        verdict[i] = TRANSMIT;
        detail[i] = outLink;
    }

    /** Sends frame {@code i} with another length, at most that received. */
    public void transmit(int i, int outLink, int newLength) {
        length[i] = newLength;
        transmit(i, outLink);
    }

    /** Leaves frame {@code i} to the kernel. */
    public void pass(int i) {
        verdict[i] = PASS;
    }

    /** Lets frame {@code i} go: it was copied. */
    public void taken(int i) {
        verdict[i] = TAKEN;
    }

    /**
     * Drops frame {@code i}.
     *
     * @param reason the caller's code, at least 0, for those who watch
     */
    public void drop(int i, int reason) {
        verdict[i] = DROP;
        detail[i] = reason;
    }

    /** {@link #DROP}, {@link #PASS}, {@link #TRANSMIT} or {@link #TAKEN}. */
    public byte verdict(int i) {
        return verdict[i];
    }

    /** Where a frame that is transmitted leaves. */
    public int transmitLink(int i) {
        return detail[i];
    }

    /** Why a frame was dropped. */
    public int dropReason(int i) {
        return detail[i];
    }
}
