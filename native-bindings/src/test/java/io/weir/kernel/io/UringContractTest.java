package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpfAssembler;

/** The contract with io_uring. */
class UringContractTest extends PacketIoContract {
    /** With what the kernel counts for a short frame, 640 to 1,280 bytes, room for 819 to 1,638. */
    private static final int QUEUE_BYTES = 512 << 10;

    @Override
    Wire open() throws Exception {
        UringOptions options = UringOptions.DEFAULT.withReceiveBytes(QUEUE_BYTES);
        return new CableWire(links -> PacketSocketGroup.ioUring(
                links, 1, options, new ClassicBpfAssembler().end(0).assemble(), deferring()));
    }

    /** Whether with all that the kernel has. */
    boolean deferring() {
        return true;
    }

    @Override
    int flood() {
        return 8 * SLOTS;
    }
}
