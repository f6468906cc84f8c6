package io.weir.l7.tcp;

import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on loopback that does as told with each connection, in a thread of its own. */
final class Backend implements AutoCloseable {
    /** What is done with one connection; it is closed afterwards. */
    interface Conversation {
        void hold(Socket socket) throws IOException;
    }

    /** Sends back everything until the client's end, then ends too. */
    static final Conversation ECHO = socket -> socket.getInputStream().transferTo(socket.getOutputStream());

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();

    Backend(Conversation conversation) throws IOException {
        this("127.0.0.1", conversation);
    }

    Backend(String address, Conversation conversation) throws IOException {
        listener = new ServerSocket(0, 4096, IpAddress.of(address).toInetAddress());
        Thread.ofVirtual().start(() -> accept(conversation));
    }

    private void accept(Conversation conversation) {
        try {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                accepted.incrementAndGet();
                Thread.ofVirtual().start(() -> converse(conversation, socket));
            }
        } catch (SocketException e) {
            // Closed: the test is over.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void converse(Conversation conversation, Socket socket) {
        try (socket) {
            conversation.hold(socket);
        } catch (IOException e) {
            // A reset by the other side is part of many tests, which look at their own end.
        } finally {
            sockets.remove(socket);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    int accepted() {
        return accepted.get();
    }

    int open() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** A port nobody listens on. */
    static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
