package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import java.util.List;

class AfPacketGroupTest extends EngineGroupContract {
    @Override
    EngineGroup open(List<PacketLink> links, int workers, ClassicBpf program) throws Exception {
        return PacketSocketGroup.afPacket(links, workers, AfPacketOptions.DEFAULT.withReceiveSlots(256), program);
    }
}
