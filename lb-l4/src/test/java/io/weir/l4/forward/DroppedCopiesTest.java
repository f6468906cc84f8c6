package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.IpProtocol;
import io.weir.core.wire.TcpView;
import io.weir.kernel.io.FrameSelector;
import io.weir.kernel.io.PcapPacketIo;
import io.weir.kernel.io.PcapRecording;
import io.weir.l4.flow.FlowMode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording of drops sees copies that had to wait, too; and what was the host's is no drop. */
class DroppedCopiesTest {
    private static final int SECOND = 16;

    @TempDir
    private Path folder;

    private final List<String> seen = new ArrayList<>();
    private final FrameSelector selector = new FrameSelector() {
        @Override
        public boolean dropped(MemorySegment segment, long base, int length, int reason) {
            seen.add(DropReason.name(reason) + " " + length);
            return true;
        }
    };

    private PcapRecording record(PathLab lab) throws IOException {
        PcapRecording recording = PcapRecording.start(folder.resolve("drops.pcap"), selector, 2048, 1 << 20);
        PcapPacketIo io = new PcapPacketIo(lab.io);
        io.record(recording);
        lab.pipeline.io(io);
        return recording;
    }

    @Test
    void whatWaitedInVainForAnEthernetAddress() throws IOException {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1);
                PcapRecording recording = record(lab)) {
            lab.server().mac = 0;
            Packet syn = lab.request(IpProtocol.TCP).flags(TcpView.SYN);
            lab.arrive(0, syn);
            for (int i = 0; i < 2 * SECOND; i++) {
                lab.after(1);
            }
            assertThat(seen).containsExactly("unresolved " + syn.frame().length);
            assertThat(recording.recorded()).isEqualTo(1);
        }
    }

    @Test
    void laterFragmentsWithoutTheirFirst() throws IOException {
        try (PathLab lab = new PathLab(false, FlowMode.NAT, 1);
                PcapRecording recording = record(lab)) {
            Packet later = lab.request(IpProtocol.UDP).fragment(77, 1480, false).payload(32);
            lab.arrive(0, later);
            lab.after(2 * SECOND);
            assertThat(seen).containsExactly("fragment-lost " + later.frame().length);
            assertThat(lab.drops(DropReason.FRAGMENT_LOST)).isEqualTo(1);
            assertThat(recording.recorded()).isEqualTo(1);
        }
    }

    @Test
    void laterFragmentsOfTheHostAreNotLost() {
        for (int mode : new int[] {FlowMode.DR, FlowMode.NAT, FlowMode.SNAT}) {
            try (PathLab lab = new PathLab(false, mode, 1)) {
                Packet later = lab.reply(IpProtocol.UDP)
                        .ends(lab.server().address, 0, lab.address("10.0.0.1", "fd00::1"), 0)
                        .fragment(77, 1480, false)
                        .payload(32);
                lab.arrive(1, later);
                lab.after(2 * SECOND);
                assertThat(lab.drops(DropReason.FRAGMENT_LOST)).isZero();
                assertThat(lab.pipeline.counters().passes()).isEqualTo(1);
            }
        }
    }
}
