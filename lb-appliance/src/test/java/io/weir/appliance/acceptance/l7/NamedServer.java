package io.weir.appliance.acceptance.l7;

import io.weir.core.net.IpAddress;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A server in this process that says its name, and that fails and comes back as told. */
final class NamedServer implements AutoCloseable {
    private static final int HEAD_LIMIT = 65_536;

    /** What is spoken with one client. */
    interface Conversation {
        void hold(Socket socket, String name) throws IOException;
    }

    private final String name;
    private final String address;
    private final int port;
    private final Conversation conversation;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile @Nullable ServerSocket listener;

    NamedServer(String name, String address, int port, Conversation conversation) {
        this.name = name;
        this.address = address;
        this.port = port;
        this.conversation = conversation;
        start();
    }

    void start() {
        try {
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(IpAddress.of(address).toInetAddress(), port), 1024);
            listener = fresh;
            Thread.ofVirtual().start(() -> accept(fresh));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept(ServerSocket from) {
        try {
            while (true) {
                Socket socket = from.accept();
                open.add(socket);
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        socket.setTcpNoDelay(true);
                        conversation.hold(socket, name);
                    } catch (IOException e) {
                        // The balancer has gone, or the server has been stopped.
                    } finally {
                        open.remove(socket);
                    }
                });
            }
        } catch (IOException e) {
            // Stopped.
        }
    }

    /** Fails: nothing listens, and connections end. */
    void stop() {
        ServerSocket now = listener;
        listener = null;
        try {
            if (now != null) {
                now.close();
            }
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** HTTP/1.1 with connections that stay; {@code /session} gives a session cookie. */
    static void http(Socket socket, String name) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        for (String head = head(in); !head.isEmpty(); head = head(in)) {
            String cookie =
                    head.startsWith("GET /session ") ? "Set-Cookie: JSESSIONID=" + System.nanoTime() + "\r\n" : "";
            out.write(("HTTP/1.1 200 OK\r\n" + cookie + "Content-Length: " + name.length() + "\r\n\r\n" + name)
                    .getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Up to and with the empty line; empty at the end of the stream. */
    static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < HEAD_LIMIT) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
            int length = head.length();
            if (length >= 4 && next == '\n' && head.substring(length - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        throw new IOException("head too long");
    }

    /** Takes the connection request of RDP, which is one TPKT packet, and says its name and exactly what it got. */
    static void rdp(Socket socket, String name) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int version = in.read();
        if (version < 0) {
            return;
        }
        int reserved = in.readUnsignedByte();
        int length = in.readUnsignedShort();
        byte[] rest = in.readNBytes(length - 4);
        byte[] said = name.getBytes(StandardCharsets.US_ASCII);
        byte[] answer = new byte[said.length + length];
        System.arraycopy(said, 0, answer, 0, said.length);
        answer[said.length] = (byte) version;
        answer[said.length + 1] = (byte) reserved;
        answer[said.length + 2] = (byte) (length >> 8);
        answer[said.length + 3] = (byte) length;
        System.arraycopy(rest, 0, answer, said.length + 4, rest.length);
        socket.getOutputStream().write(answer);
    }
}
