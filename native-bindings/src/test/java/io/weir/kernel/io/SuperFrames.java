package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.VirtioNetHdr;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Makes frames that stand for several packets. */
final class SuperFrames {
    private static final int PORT = 5001;
    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 48;

    private SuperFrames() {}

    /** Whether the interface of the engine's second link cuts them. */
    static void setOffloads(CableWire wire, String state) {
        for (String feature : List.of("tso", "gso", "tx")) {
            wire.middle().run("ethtool", "-K", "l1", feature, state);
        }
    }

    /** A TCP super-frame over IPv4 from the first host, its checksum unfinished. */
    static void sendSuperFrame(CableWire wire, int segmentSize, int payload) throws Exception {
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

    /** Sends bytes over TCP from one host to the other; whether they arrived as they were. */
    static boolean transfer(CableWire wire, int from, int to) throws Exception {
        InetAddress address = InetAddress.getByName("10.9.0." + (to + 1));
        ServerSocket server = wire.host(to).call(() -> new ServerSocket(PORT, 1, address));
        FutureTask<byte[]> receiver = new FutureTask<>(() -> {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (Socket socket = server.accept();
                    InputStream in = socket.getInputStream()) {
                byte[] buffer = new byte[CHUNK];
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    digest.update(buffer, 0, read);
                }
            }
            return digest.digest();
        });
        Thread.ofPlatform().daemon().start(receiver);
        MessageDigest sent = MessageDigest.getInstance("SHA-256");
        try (server;
                Socket socket = wire.host(from).call(() -> {
                    Socket connecting = new Socket();
                    connecting.connect(new InetSocketAddress(address, PORT), 10_000);
                    return connecting;
                })) {
            OutputStream out = socket.getOutputStream();
            byte[] chunk = new byte[CHUNK];
            Random random = new Random(from);
            for (int i = 0; i < CHUNKS; i++) {
                random.nextBytes(chunk);
                sent.update(chunk);
                out.write(chunk);
            }
            socket.shutdownOutput();
            return MessageDigest.isEqual(receiver.get(30, TimeUnit.SECONDS), sent.digest());
        }
    }
}
