package io.weir.appliance.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Sends one command to the daemon. Uses the JDK's own local sockets: the library the daemon listens with takes longer
 * to load than the whole command may last.
 */
final class AdminClient {
    private final Path socket;
    private final Duration patience;

    AdminClient(Path socket, Duration patience) {
        this.socket = socket;
        this.patience = patience;
    }

    /** The first line of the answer. */
    String ask(String command) throws CommandFailure {
        String answer = exchange(command);
        if (answer.startsWith("permission denied")) {
            throw denied();
        }
        int end = answer.indexOf('\n');
        if (end < 0) {
            throw new CommandFailure(
                    ExitStatus.NO_DAEMON, "the daemon on " + socket + " closed the connection without an answer");
        }
        if (!answer.startsWith("{")) {
            throw new CommandFailure(ExitStatus.FAILED, answer.substring(0, end));
        }
        return answer.substring(0, end);
    }

    private String exchange(String command) throws CommandFailure {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            hangUpLater(channel);
            ByteBuffer line = ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.UTF_8));
            while (line.hasRemaining()) {
                channel.write(line);
            }
            return readAll(channel);
        } catch (AsynchronousCloseException e) {
            throw new CommandFailure(
                    ExitStatus.NO_DAEMON,
                    "the daemon on " + socket + " did not answer within " + patience.toSeconds() + " s");
        } catch (ConnectException | IllegalArgumentException e) {
            throw noDaemon();
        } catch (SocketException e) {
            // The JDK has no class of its own for these two.
            String message = String.valueOf(e.getMessage());
            throw message.contains("Permission denied") ? denied() : noDaemon();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitStatus.NO_DAEMON, "the connection to the daemon on " + socket + " broke: " + e.getMessage());
        }
    }

    private void hangUpLater(SocketChannel channel) {
        Thread.ofPlatform().daemon().name("patience").start(() -> {
            try {
                Thread.sleep(patience);
                channel.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IOException e) {
                System.getLogger("io.weir.cli").log(System.Logger.Level.DEBUG, "closing failed", e);
            }
        });
    }

    private static String readAll(SocketChannel channel) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        while (channel.read(buffer) >= 0) {
            answer.write(buffer.array(), 0, buffer.position());
            buffer.clear();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private CommandFailure noDaemon() {
        return new CommandFailure(
                ExitStatus.NO_DAEMON,
                "no daemon answers on " + socket
                        + ": start one with \"weir run -c weir.yaml\", or name its socket with --socket");
    }

    private CommandFailure denied() {
        return new CommandFailure(
                ExitStatus.FAILED,
                "permission denied on " + socket
                        + ": use sudo, or join the group weir (sudo usermod -aG weir USER, then log in again)");
    }
}
