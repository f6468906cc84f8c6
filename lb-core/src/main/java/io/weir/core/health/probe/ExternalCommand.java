package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckTarget;
import io.weir.core.service.CheckMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs the operator's program with the arguments VIP, VIP's port, server's address, server's port. Exit status 0 is
 * healthy. At the deadline the program and its children are killed.
 */
final class ExternalCommand {
    /** Bytes of output and error output that are kept; what is beyond is read and dropped. */
    static final int MOST_OUTPUT = 4096;

    private static final Path SETSID = Path.of("/usr/bin/setsid");
    private static final int KILLED_BY_SIGNAL = 128;
    private static final long LOOK_EVERY_MILLIS = 10;

    private final CheckMethod.External check;
    private final CheckTarget target;

    ExternalCommand(CheckMethod.External check, CheckTarget target) {
        this.check = check;
        this.target = target;
    }

    CheckReason run(Deadline deadline) throws Unhealthy {
        Process process = start();
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (InputStream out = process.getInputStream()) {
            process.getOutputStream().close();
            // Nothing here blocks on the pipe: a child that the program left behind may hold it open for ever.
            boolean ended = false;
            while (!ended) {
                drain(out, output);
                ended = process.waitFor(Math.min(LOOK_EVERY_MILLIS, deadline.millisLeft()), TimeUnit.MILLISECONDS);
                if (!ended && deadline.passed()) {
                    throw new Unhealthy("EXT", "no exit in " + deadline.whole() + said(output));
                }
            }
            drain(out, output);
            return judge(process.exitValue(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unhealthy("EXT", "stopped");
        } catch (IOException e) {
            throw new Unhealthy("EXT", "its output cannot be read: " + SystemWords.of(e));
        } finally {
            kill(process);
        }
    }

    private Process start() throws Unhealthy {
        CheckTarget.Frontend frontend = target.frontend();
        String vip = frontend == null ? "" : frontend.vip().toString();
        String vipPort = frontend == null ? "0" : Integer.toString(frontend.port());
        String address = target.address().toString();
        String port = Integer.toString(target.port());
        List<String> program = new ArrayList<>();
        if (hasGroups()) {
            // A group of its own, so that nothing that it starts outlives it at the deadline.
            program.add(SETSID.toString());
        }
        program.addAll(List.of(check.command().toString(), vip, vipPort, address, port));
        ProcessBuilder builder = new ProcessBuilder(program).redirectErrorStream(true);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
        environment.put("WEIR_SERVICE", frontend == null ? "" : frontend.service());
        environment.put("WEIR_VIP", vip);
        environment.put("WEIR_VIP_PORT", vipPort);
        environment.put("WEIR_SERVER_ADDRESS", address);
        environment.put("WEIR_SERVER_PORT", port);
        environment.put(
                "WEIR_TIMEOUT_MILLIS", Long.toString(target.check().timeout().toMillis()));
        try {
            return builder.directory(Path.of("/").toFile()).start();
        } catch (IOException e) {
            throw new Unhealthy("EXT", "cannot be started: " + Shown.of(SystemWords.of(e)));
        }
    }

    private static boolean hasGroups() {
        return Files.isExecutable(SETSID);
    }

    private static void drain(InputStream out, ByteArrayOutputStream kept) throws IOException {
        // Bounded, so that a program that floods does not hold this loop.
        for (int rounds = 0; rounds < 64; rounds++) {
            int there = out.available();
            if (there <= 0) {
                return;
            }
            byte[] bytes = out.readNBytes(Math.min(there, 8192));
            kept.write(bytes, 0, Math.min(bytes.length, MOST_OUTPUT - kept.size()));
        }
    }

    private static CheckReason judge(int status, ByteArrayOutputStream output) throws Unhealthy {
        if (status == 0) {
            return new CheckReason("EXTOK", firstLine(output));
        }
        String words =
                status > KILLED_BY_SIGNAL ? "killed by signal " + (status - KILLED_BY_SIGNAL) : "exit status " + status;
        throw new Unhealthy("EXT", words + said(output));
    }

    private static String said(ByteArrayOutputStream output) {
        String line = firstLine(output);
        return line.isEmpty() ? "" : ": " + line;
    }

    private static String firstLine(ByteArrayOutputStream output) {
        String text = output.toString(StandardCharsets.UTF_8).strip();
        int end = text.indexOf('\n');
        return Shown.of(end < 0 ? text : text.substring(0, end));
    }

    private static void kill(Process process) {
        if (!process.isAlive()) {
            return;
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        if (hasGroups()) {
            try {
                // The shell's own: small systems have no /bin/kill.
                new ProcessBuilder("/bin/sh", "-c", "kill -KILL -" + process.pid())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
            } catch (IOException _) {
                // Its children were killed above; only what left their tree may live on.
            }
        }
        process.destroyForcibly();
    }
}
