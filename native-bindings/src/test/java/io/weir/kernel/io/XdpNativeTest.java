package io.weir.kernel.io;

import io.weir.kernel.bpf.XdpMode;

class XdpNativeTest extends PacketIoContract {
    @Override
    Wire open() throws Exception {
        return XdpWires.cable(XdpMode.NATIVE);
    }
}
