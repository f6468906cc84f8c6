package io.weir.appliance.lab;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The real daemon as a process on a lab host, and the real command line to talk to it. Its socket and state stand in a
 * folder of the lab, for namespaces do not isolate files.
 */
public final class LabDaemon {
    /** The class that the launcher starts. */
    public static final String MAIN = "io.weir.appliance.main.Main";

    private static final Duration STOP = Duration.ofSeconds(20);
    private static final Duration COMMAND = Duration.ofSeconds(20);

    private final Path folder;
    private final LabProcess process;
    private final long startedNanos;

    private LabDaemon(Path folder, LabProcess process, long startedNanos) {
        this.folder = folder;
        this.process = process;
        this.startedNanos = startedNanos;
    }

    /**
     * Starts it without waiting.
     *
     * @param configuration the file
     * @param folder for its socket and state; a daemon started later with the same folder finds the state again
     */
    public static LabDaemon start(LabHost host, Path configuration, Path folder) {
        return start(host, configuration, folder, List.of(), List.of());
    }

    /**
     * As above.
     *
     * @param wrapper a command that executes the daemon in a changed environment, as {@code prlimit}
     * @param flags for the Java machine
     */
    public static LabDaemon start(
            LabHost host, Path configuration, Path folder, List<String> wrapper, List<String> flags) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(JavaProgram.longLived(
                flags,
                MAIN,
                List.of(
                        "run",
                        "-c",
                        configuration.toString(),
                        "--socket",
                        socket(folder).toString(),
                        "--state-directory",
                        folder.resolve("state").toString())));
        return new LabDaemon(folder, host.start(command), System.nanoTime());
    }

    /**
     * Waits until every listener serves.
     *
     * @return how long that took since the start of the process
     */
    public Duration awaitReady(Duration deadline) {
        process.stderr().awaitLine("READY", deadline);
        return Duration.ofNanos(System.nanoTime() - startedNanos);
    }

    /** The process, for signals and logs; the log is on its standard error. */
    public LabProcess process() {
        return process;
    }

    /** The path of its admin socket. */
    public Path socket() {
        return socket(folder);
    }

    /** Runs {@code weir COMMAND … --socket …} as a process of its own. */
    public Finished weir(String... commandAndArguments) {
        List<String> arguments = new ArrayList<>(List.of(commandAndArguments));
        arguments.addAll(List.of("--socket", socket().toString()));
        return Finished.run(JavaProgram.shortLived(MAIN, arguments.toArray(new String[0])), COMMAND);
    }

    /** What {@code weir status --json} says now; asked at the socket itself, without the price of a process. */
    public StatusReading status() {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket()))) {
            channel.write(ByteBuffer.wrap("json status\n".getBytes(StandardCharsets.UTF_8)));
            byte[] answer = Channels.newInputStream(channel).readAllBytes();
            return StatusReading.ofAnswer(new String(answer, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new LabException("the daemon does not answer at " + socket() + ": " + e.getMessage(), e);
        }
    }

    /** Waits until the status is as wanted. */
    public StatusReading awaitStatus(String what, Duration deadline, Predicate<StatusReading> wanted) {
        return Await.reading(what, deadline, this::status, wanted);
    }

    /**
     * Asks it to end and waits until it has.
     *
     * @return its exit status
     */
    public int terminate() {
        process.signal("TERM");
        return process.awaitExit(STOP);
    }

    private static Path socket(Path folder) {
        return folder.resolve("admin.sock");
    }
}
