package io.weir.appliance.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that runs on a lab host; its output is captured while it runs. */
public final class LabProcess {
    private static final Duration OUTPUT_GRACE = Duration.ofSeconds(2);

    private final String name;
    private final Process process;
    private final Output stdout = new Output();
    private final Output stderr = new Output();

    private LabProcess(String name, Process process) {
        this.name = name;
        this.process = process;
    }

    static LabProcess start(String name, List<String> command) {
        try {
            LabProcess started = new LabProcess(name, new ProcessBuilder(command).start());
            Thread.ofVirtual().start(() -> started.stdout.readFrom(started.process.getInputStream()));
            Thread.ofVirtual().start(() -> started.stderr.readFrom(started.process.getErrorStream()));
            return started;
        } catch (IOException e) {
            throw new LabException("cannot start " + name + ": " + e.getMessage(), e);
        }
    }

    /** The process id; the same inside and outside the lab, for namespaces isolate the network only. */
    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Its standard output. */
    public Output stdout() {
        return stdout;
    }

    /** Its standard error. */
    public Output stderr() {
        return stderr;
    }

    /** Writes one line to its standard input. */
    public void send(String line) {
        try {
            OutputStream input = process.getOutputStream();
            input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
            input.flush();
        } catch (IOException e) {
            throw new LabException(name + " takes no input: " + e.getMessage() + "\n" + stderr.text(), e);
        }
    }

    /** Closes its standard input. */
    public void endInput() {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new LabException(name + " takes no input: " + e.getMessage(), e);
        }
    }

    /**
     * Waits for its end.
     *
     * @return its exit status
     * @throws LabException when it still runs at the deadline
     */
    public int awaitExit(Duration deadline) {
        try {
            if (!process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new LabException(name + " still runs after " + Await.seconds(deadline));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("interrupted while waiting for " + name, e);
        }
        // A child it left behind may hold the streams open, so this wait has an end too.
        stdout.awaitEnd(OUTPUT_GRACE);
        stderr.awaitEnd(OUTPUT_GRACE);
        return process.exitValue();
    }

    /** Asks it to end, and makes it end when it has not by the deadline. Does nothing when it has ended. */
    public void stop(Duration grace) {
        process.destroy();
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }

    /** Ends it at once, without a chance to tidy up, and waits until it has. */
    public void kill() {
        process.destroyForcibly();
        Await.until("the end of " + name, Duration.ofSeconds(10), () -> !process.isAlive());
    }

    /** Sends a signal by its name without SIG, as {@code HUP}. */
    public void signal(String signal) {
        Finished.require(List.of("kill", "-s", signal, Long.toString(pid())));
    }

    @Override
    public String toString() {
        return name + " (pid " + pid() + ")";
    }
}
