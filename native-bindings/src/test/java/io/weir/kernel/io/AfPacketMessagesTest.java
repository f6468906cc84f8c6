package io.weir.kernel.io;

/** The contract with messages. */
class AfPacketMessagesTest extends PacketIoContract {
    @Override
    Wire open() throws Exception {
        return new CableWire(AfPacketOptions.DEFAULT.withReceiveSlots(SLOTS).with(AfPacketOptions.Transmit.MESSAGES));
    }
}
