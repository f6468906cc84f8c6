package io.weir.appliance.demo;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * An archive of images behind one TCP port. It greets with {@code ARCHIVE name peer-address}, then takes
 * {@code STORE length} followed by that many bytes, answered with {@code STORED length sha256}; and
 * {@code FETCH length bytes-per-second}, answered with {@code IMAGE length}, that many bytes and {@code SHA256 hex}
 * (rate 0: as fast as it goes).
 */
final class ArchiveNode {
    static final long MAX_IMAGE = 16L << 30;

    private static final int MAX_CONNECTIONS = 20_000;
    private static final int BACKLOG = 4096;
    private static final int IDLE_MILLIS = (int) Duration.ofMinutes(10).toMillis();

    private final String name;
    private final Semaphore places = new Semaphore(MAX_CONNECTIONS);

    private ArchiveNode(String name) {
        this.name = name;
    }

    static void start(String name, InetAddress address, int port) throws IOException {
        ServerSocket listener = new ServerSocket(port, BACKLOG, address);
        ArchiveNode node = new ArchiveNode(name);
        // A server that ends refuses first, so that nobody is taken who will not be served.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(listener)));
        Thread.ofPlatform().name("accept").start(() -> node.accept(listener));
    }

    private static void close(ServerSocket listener) {
        try {
            listener.close();
        } catch (IOException e) {
            System.err.println("the archive's listener did not close: " + e.getMessage());
        }
    }

    private void accept(ServerSocket listener) {
        while (true) {
            try {
                places.acquire();
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException | InterruptedException e) {
                if (listener.isClosed()) {
                    return;
                }
                // A server that cannot accept has nothing left to do; the exit status shows it.
                System.err.println("archive " + name + " cannot accept: " + e.getMessage());
                System.exit(1);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setSoTimeout(IDLE_MILLIS);
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 16);
            OutputStream out = new BufferedOutputStream(client.getOutputStream(), 1 << 16);
            ArchiveWire.writeLine(
                    out, "ARCHIVE " + name + " " + client.getInetAddress().getHostAddress());
            out.flush();
            for (String line = ArchiveWire.readLine(in); line != null; line = ArchiveWire.readLine(in)) {
                answer(line.split(" ", -1), in, out);
                out.flush();
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("archive " + name + ": " + client.getRemoteSocketAddress() + ": " + e.getMessage());
        } finally {
            places.release();
        }
    }

    private static void answer(String[] words, InputStream in, OutputStream out) throws IOException {
        if (words.length == 2 && words[0].equals("STORE")) {
            long length = length(words[1]);
            ArchiveWire.writeLine(out, "STORED " + length + " " + ArchiveWire.receive(in, length));
        } else if (words.length == 3 && words[0].equals("FETCH")) {
            long length = length(words[1]);
            ArchiveWire.writeLine(out, "IMAGE " + length);
            ArchiveWire.writeLine(out, "SHA256 " + ArchiveWire.send(out, length, Long.parseLong(words[2])));
        } else {
            throw new IllegalArgumentException("expected STORE length or FETCH length rate");
        }
    }

    private static long length(String word) {
        long length = Long.parseLong(word);
        if (length < 0 || length > MAX_IMAGE) {
            throw new IllegalArgumentException("length " + length + " is not in 0.." + MAX_IMAGE);
        }
        return length;
    }
}
