package io.weir.kernel.io;

import io.weir.kernel.testing.TestHost;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** Bytes that one host sends to another over TCP. */
final class Transfer {
    private static final int PORT = 5001;
    private static final int CHUNK = 1 << 20;
    private static final int MANY = 48 * CHUNK;

    private Transfer() {}

    /** From one of the outer hosts to the other; whether they arrived as they were. */
    static boolean between(CableWire wire, int from, int to) throws Exception {
        return between(wire.host(from), wire.host(to), "10.9.0." + (to + 1), from, MANY);
    }

    /** From one host to an address of another. */
    static boolean between(TestHost from, TestHost to, String toAddress, int seed) throws Exception {
        return between(from, to, toAddress, seed, MANY);
    }

    /** So many bytes from one host to an address of another. */
    static boolean between(TestHost from, TestHost to, String toAddress, int seed, int bytes) throws Exception {
        InetAddress address = InetAddress.getByName(toAddress);
        ServerSocket server = to.call(() -> new ServerSocket(PORT, 1, address));
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
                Socket socket = from.call(() -> {
                    Socket connecting = new Socket();
                    connecting.connect(new InetSocketAddress(address, PORT), 10_000);
                    return connecting;
                })) {
            OutputStream out = socket.getOutputStream();
            byte[] chunk = new byte[Math.min(CHUNK, bytes)];
            Random random = new Random(seed);
            for (int i = 0; i < bytes / chunk.length; i++) {
                random.nextBytes(chunk);
                sent.update(chunk);
                out.write(chunk);
            }
            socket.shutdownOutput();
            return MessageDigest.isEqual(receiver.get(30, TimeUnit.SECONDS), sent.digest());
        }
    }
}
