package io.weir.l7.http.h2;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A server for one connection that sends frames byte by byte, also those that are not allowed. */
final class RawServer implements AutoCloseable {
    private final ServerSocket listener;
    private final ByteArrayOutputStream batch = new ByteArrayOutputStream();
    private @Nullable Socket socket;

    RawServer() {
        try {
            listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Takes the connection, reads the preface and sends SETTINGS. */
    void begin() {
        try {
            Socket accepted = listener.accept();
            socket = accepted;
            accepted.getInputStream().readNBytes(24);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        frame(RawClient.SETTINGS, 0, 0);
    }

    void frame(int type, int flags, int stream, byte... payload) {
        ByteBuffer header = ByteBuffer.allocate(9);
        header.put((byte) (payload.length >> 16))
                .put((byte) (payload.length >> 8))
                .put((byte) payload.length);
        header.put((byte) type).put((byte) flags).putInt(stream);
        batch.writeBytes(header.array());
        batch.writeBytes(payload);
    }

    void send() {
        Socket to = socket;
        try {
            if (to != null) {
                to.getOutputStream().write(batch.toByteArray());
            }
            batch.reset();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Closes the connection. */
    void end() {
        try {
            Socket open = socket;
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end();
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
