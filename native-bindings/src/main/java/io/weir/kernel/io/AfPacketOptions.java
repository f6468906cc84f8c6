package io.weir.kernel.io;

/**
 * Sizes of an {@link AfPacketIo}; for each of its links.
 *
 * @param receiveSlots slots of the receive ring, a multiple of 32
 * @param slotBytes bytes of a slot where the MTU needs no larger one: 2,048, 4,096, 8,192 or 16,384
 * @param largeBytes memory for super-frames that wait to be received, as the kernel counts it
 * @param transmit how frames leave
 * @param transmitSlots slots of the transmit ring, a multiple of 32; nothing without one
 * @param transmitBytes memory for frames that were sent and have not left, as the kernel counts it
 */
public record AfPacketOptions(
        int receiveSlots, int slotBytes, int largeBytes, Transmit transmit, int transmitSlots, int transmitBytes) {
    /** How frames leave. */
    public enum Transmit {
        /** From where they lie, a batch with one sendmmsg. */
        MESSAGES,
        /** Through a transmit ring (PACKET_TX_RING). */
        RING
    }

    /** 4,096 slots of 4 KiB, 16 MiB for super-frames and for what was sent. */
    public static final AfPacketOptions DEFAULT =
            new AfPacketOptions(4096, 4096, 16 << 20, Transmit.RING, 1024, 16 << 20);

    /** With another way to send. */
    public AfPacketOptions with(Transmit way) {
        return new AfPacketOptions(receiveSlots, slotBytes, largeBytes, way, transmitSlots, transmitBytes);
    }

    /** With another number of receive slots. */
    public AfPacketOptions withReceiveSlots(int slots) {
        return new AfPacketOptions(slots, slotBytes, largeBytes, transmit, transmitSlots, transmitBytes);
    }
}
