package io.weir.core.health.probe;

import io.weir.core.health.CheckResult;
import io.weir.core.health.CheckTarget;
import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.HealthCheck;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server on loopback that follows a script for each connection, and what checks find there. */
final class ScriptedPeer implements AutoCloseable {
    static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

    /** Long enough for a loaded machine: only checks of silent servers wait for it. */
    private static final Duration PATIENT = Duration.ofSeconds(30);

    private final ServerSocket listener;
    private final BlockingQueue<String> lastWords = new LinkedBlockingQueue<>();

    /** What a server says and hears. */
    @FunctionalInterface
    interface Script {
        void follow(Line line) throws IOException;
    }

    ScriptedPeer(Script script) throws IOException {
        this(new ServerSocket(0, 50, LOOPBACK.toInetAddress()), script);
    }

    ScriptedPeer(ServerSocket listener, Script script) {
        this.listener = listener;
        Thread.ofVirtual().start(() -> accept(script));
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket, script));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket, Script script) {
        try (socket) {
            Line line = new Line(socket);
            script.follow(line);
            socket.shutdownOutput();
            lastWords.add(line.rest());
        } catch (IOException e) {
            lastWords.add("broken: " + e.getMessage());
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** What the check sent after the script, up to its FIN; fails where it reset the connection. */
    String goodbye() throws InterruptedException {
        String words = lastWords.poll(30, TimeUnit.SECONDS);
        if (words == null) {
            throw new AssertionError("the check did not close its connection");
        }
        return words;
    }

    CheckResult check(CheckMethod method) {
        return check(method, PATIENT);
    }

    CheckResult check(CheckMethod method, Duration timeout) {
        return check(method, port(), timeout);
    }

    static CheckResult check(CheckMethod method, int port, Duration timeout) {
        return Probes.direct().check(target(method, port, timeout, null));
    }

    static CheckTarget target(CheckMethod method, int port, Duration timeout, CheckTarget.@Nullable Frontend frontend) {
        return new CheckTarget(LOOPBACK, port, null, new HealthCheck(method, timeout, timeout, 1, 1, 0), frontend);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    /** The server's end of a connection. */
    static final class Line {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        Line say(String text) throws IOException {
            return say(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Line say(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        /** A line without its end. */
        String hear() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = in.read(); next != '\n' && next >= 0; next = in.read()) {
                line.append((char) next);
            }
            return line.toString().stripTrailing();
        }

        byte[] hear(int bytes) throws IOException {
            return in.readNBytes(bytes);
        }

        /** Lines up to an empty one. */
        String hearHead() throws IOException {
            StringBuilder head = new StringBuilder();
            for (String line = hear(); !line.isEmpty(); line = hear()) {
                head.append(line).append('\n');
            }
            return head.toString();
        }

        /** Says nothing until the other side closes. */
        void silence() throws IOException {
            in.readAllBytes();
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** One byte each 20 ms, for ever. */
        void drip(String text) throws IOException {
            try {
                while (true) {
                    for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
                        out.write(b);
                        Thread.sleep(20);
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** As fast as the other side takes it, for ever. */
        void flood(String text) throws IOException {
            byte[] bytes = text.repeat(1000).getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                out.write(bytes);
            }
        }

        private String rest() throws IOException {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
