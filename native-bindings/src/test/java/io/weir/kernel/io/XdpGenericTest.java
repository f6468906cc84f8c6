package io.weir.kernel.io;

import io.weir.kernel.bpf.XdpMode;

class XdpGenericTest extends PacketIoContract {
    @Override
    Wire open() throws Exception {
        return XdpWires.cable(XdpMode.GENERIC);
    }
}
