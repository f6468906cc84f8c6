package io.weir.appliance.main;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A configuration on loopback with an echo server behind it, and the command line to ask its daemon. */
final class DaemonFixture implements AutoCloseable {
    private final Path directory;
    private final ServerSocket server;
    private final int port;

    /** What a command printed and how it exited. */
    record Outcome(int status, String out, String err) {}

    DaemonFixture(Path directory) throws IOException {
        this.directory = directory;
        this.server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.port = freePort();
        Thread.ofPlatform().daemon().start(this::echo);
        write(configuration("web"));
    }

    private void echo() {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connection.getInputStream().transferTo(connection.getOutputStream());
            } catch (IOException e) {
                System.getLogger("test").log(System.Logger.Level.DEBUG, "the echo server ends", e);
            }
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String configuration(String service) {
        return """
                node: { name: lb-test }
                fallback-page: { enabled: false }
                virtual-services:
                  - name: %s
                    mode: l7-snat
                    address: 127.0.0.1
                    ports: %d
                    persistence: { type: source-ip, timeout: 30m }
                    health-check: { type: connect, interval: 200ms, timeout: 100ms }
                    fallback: null
                    real-servers:
                      - { name: s1, address: 127.0.0.1, port: %d }
                      - { name: s2, address: 127.0.0.2, port: %d }
                """.formatted(service, port, server.getLocalPort(), server.getLocalPort());
    }

    void write(String configuration) throws IOException {
        Files.writeString(file(), configuration);
    }

    Path file() {
        return directory.resolve("weir.yaml");
    }

    Path socket() {
        return directory.resolve("admin.sock");
    }

    Path state() {
        return directory.resolve("state");
    }

    int port() {
        return port;
    }

    RunOptions options() {
        return new RunOptions(file(), socket(), state());
    }

    Daemon start() throws StartFailure, InterruptedException {
        return Daemon.start(options());
    }

    /** Sends a line through the service and returns what comes back. */
    String echoed(String text) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            client.getOutputStream().write(bytes);
            return new String(client.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8);
        }
    }

    static Outcome weir(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.commandLine(new PrintWriter(out, true), new PrintWriter(err, true), arguments)
                .execute(arguments);
        return new Outcome(status, out.toString(), err.toString());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
