package io.weir.kernel.io;

/** The contract with io_uring. */
class UringContractTest extends PacketIoContract {
    /** With what the kernel counts for a short frame, 640 to 1,280 bytes, room for 819 to 1,638. */
    private static final int QUEUE_BYTES = 512 << 10;

    @Override
    Wire open() throws Exception {
        return new CableWire(links -> UringPacketIo.open(links, UringOptions.DEFAULT.withReceiveBytes(QUEUE_BYTES)));
    }

    @Override
    int flood() {
        return 8 * SLOTS;
    }
}
