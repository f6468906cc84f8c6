package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.VirtioNetHdr;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/** Makes frames that stand for several packets. */
final class SuperFrames {
    private static final int PORT = 5001;

    private SuperFrames() {}

    /** Whether the interface of the engine's second link cuts them. */
    static void setOffloads(CableWire wire, String state) {
        for (String feature : List.of("tso", "gso", "tx")) {
            wire.middle().run("ethtool", "-K", "l1", feature, state);
        }
    }

    /** A TCP super-frame over IPv4 from the first host, its checksum unfinished. */
    static void send(CableWire wire, int segmentSize, int payload) throws Exception {
        int headers = Wire.HEADER + 20 + 20;
        byte[] frame = new byte[headers + payload];
        ByteBuffer.wrap(frame)
                .putLong(0xffff_ffff_ffff_0200L)
                .putInt(7)
                .putShort((short) 0x0800)
                .putInt(0x4500_0000 | (frame.length - Wire.HEADER))
                .putInt(0)
                .putInt(0x4006_0000)
                .putInt(0x0a09_0001)
                .putInt(0x0a09_0002)
                .putInt(PORT)
                .putLong(0)
                .putInt(0x5010_ffff);
        MemorySegment made = Wire.made(frame);
        VirtioNetHdr.clear(made, 0);
        VirtioNetHdr.checksum(made, 0, Wire.HEADER + 20, 16);
        VirtioNetHdr.segments(made, 0, VirtioNetHdr.VIRTIO_NET_HDR_GSO_TCPV4, headers, segmentSize);
        int index = CableWire.links(wire.host(0), "eth0").getFirst().interfaceIndex();
        try (FrameSender sender = wire.host(0).call(() -> FrameSender.open(index, false, 1 << 20, 1))) {
            assertThat(sender.send(made, FrameBatch.HEADROOM, frame.length)).isPositive();
        }
    }
}
