package io.weir.kernel.io;

/** The contract with a transmit ring. */
class AfPacketRingTest extends PacketIoContract {
    @Override
    Wire open() throws Exception {
        return new CableWire(AfPacketOptions.DEFAULT.withReceiveSlots(SLOTS).with(AfPacketOptions.Transmit.RING));
    }
}
