package io.weir.kernel.io;

import io.weir.kernel.packet.ClassicBpf;
import java.util.List;

class UringGroupTest extends EngineGroupContract {
    @Override
    EngineGroup open(List<PacketLink> links, int workers, ClassicBpf program) throws Exception {
        return UringGroup.open(links, workers, UringOptions.DEFAULT, program);
    }
}
