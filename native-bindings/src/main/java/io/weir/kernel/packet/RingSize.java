package io.weir.kernel.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * The slots of a ring. The kernel takes its memory in blocks; a slot never spans two.
 *
 * @param slotBytes a power of two, 2,048 to 16,384
 * @param slots a multiple of 64 KiB / slotBytes
 */
public record RingSize(int slotBytes, int slots) {
    /** Large enough to be few, small enough for the kernel to find in one piece. */
    private static final int BLOCK_BYTES = 64 * 1024;

    /** Room in front of a frame: {@code tpacket2_hdr}, {@code sockaddr_ll}, {@code virtio_net_hdr}, alignment. */
    private static final int IN_FRONT = 96;

    private static final int SMALLEST = 2048;
    private static final int LARGEST = 16 * 1024;

    /** Ethernet header and two VLAN tags. */
    private static final int LINK_HEADERS = 14 + 2 * 4;

    /** Checks the figures. */
    public RingSize {
        if (slotBytes < SMALLEST || slotBytes > LARGEST || Integer.bitCount(slotBytes) != 1) {
            throw new IllegalArgumentException("no size of a slot: " + slotBytes);
        }
        if (slots <= 0 || slots % (BLOCK_BYTES / slotBytes) != 0 || (long) slots * slotBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(slots + " slots of " + slotBytes + " bytes do not fill blocks");
        }
    }

    /**
     * For an interface: the smallest slot, at least {@code slotBytes}, that holds a frame of its MTU; 16 KiB at most.
     *
     * @param mtu largest IP packet, in bytes
     */
    public static RingSize forMtu(int mtu, int slotBytes, int slots) {
        int bytes = slotBytes;
        while (bytes < LARGEST && bytes < mtu + LINK_HEADERS + IN_FRONT) {
            bytes *= 2;
        }
        return new RingSize(bytes, slots);
    }

    /** Memory of all slots. */
    public long bytes() {
        return (long) slotBytes * slots;
    }

    void write(MemorySegment request) {
        request.set(ValueLayout.JAVA_INT, Tpacket.BLOCK_SIZE, BLOCK_BYTES);
        request.set(ValueLayout.JAVA_INT, Tpacket.BLOCK_NR, (int) (bytes() / BLOCK_BYTES));
        request.set(ValueLayout.JAVA_INT, Tpacket.FRAME_SIZE, slotBytes);
        request.set(ValueLayout.JAVA_INT, Tpacket.FRAME_NR, slots);
    }
}
