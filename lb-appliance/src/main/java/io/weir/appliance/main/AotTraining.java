package io.weir.appliance.main;

import io.weir.appliance.log.DaemonLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;

/**
 * Does once what a daemon and the commands do, on loopback, so that the JVM can remember the classes it took
 * ({@code -XX:AOTCacheOutput}). Run by {@code ./weir} after a build and by the package after its installation.
 */
public final class AotTraining {
    private AotTraining() {}

    /** Takes no arguments. */
    public static void main(String[] arguments) throws Exception {
        Path directory = Files.createTempDirectory("weir-training");
        try (DaemonLog _ = DaemonLog.toStandardError();
                ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path file = directory.resolve("weir.yaml");
            int port = freePort();
            Files.writeString(file, configuration(port, server.getLocalPort()));
            Path socket = directory.resolve("admin.sock");
            serve(new RunOptions(file, socket, directory.resolve("state")), port, server);
        } finally {
            remove(directory);
        }
    }

    private static String configuration(int port, int serverPort) {
        return """
                node: { name: training }
                fallback-page: { enabled: false }
                virtual-services:
                  - name: training
                    mode: l7-snat
                    address: 127.0.0.1
                    ports: %d
                    persistence: { type: source-ip, timeout: 30m }
                    health-check: { type: connect }
                    fallback: null
                    real-servers:
                      - { name: server, address: 127.0.0.1, port: %d, weight: 100 }
                """.formatted(port, serverPort);
    }

    private static void serve(RunOptions options, int port, ServerSocket server) throws Exception {
        Thread.ofPlatform().daemon().start(() -> echo(server));
        try (Daemon daemon = Daemon.start(options)) {
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
                byte[] bytes = new byte[1000];
                client.getOutputStream().write(bytes);
                client.getInputStream().readNBytes(bytes.length);
            }
            String socket = String.valueOf(options.socket());
            for (List<String> command : List.of(
                    List.of("status", "--socket", socket),
                    List.of("status", "--json", "--socket", socket),
                    List.of("drain", "training/server", "--socket", socket),
                    List.of("sessions", "training", "--socket", socket),
                    List.of("check", "-c", options.file().toString()),
                    List.of("version"))) {
                run(command);
            }
            daemon.operations().reload();
        }
    }

    private static void echo(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connection.getInputStream().transferTo(connection.getOutputStream());
            } catch (IOException e) {
                System.getLogger("io.weir.training").log(System.Logger.Level.DEBUG, "the echo server ends", e);
            }
        }
    }

    private static void run(List<String> command) {
        StringWriter text = new StringWriter();
        String[] arguments = command.toArray(String[]::new);
        CommandLine line = Main.commandLine(new PrintWriter(text), new PrintWriter(text), arguments);
        int status = line.execute(arguments);
        if (status != 0) {
            throw new IllegalStateException(command + " failed with " + status + ": " + text);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void remove(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
