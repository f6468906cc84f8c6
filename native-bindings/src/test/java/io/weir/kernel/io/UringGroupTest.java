package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import java.util.List;

class UringGroupTest extends EngineGroupContract {
    @Override
    EngineGroup open(List<PacketLink> links, int workers, ClassicBpf program) throws Exception {
        return PacketSocketGroup.ioUring(links, workers, UringOptions.DEFAULT, program);
    }
}
