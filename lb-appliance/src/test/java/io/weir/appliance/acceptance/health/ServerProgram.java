package io.weir.appliance.acceptance.health;

import io.weir.appliance.lab.Await;
import io.weir.core.health.CheckResult;
import io.weir.core.health.CheckTarget;
import io.weir.core.health.probe.Probes;
import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.HealthCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real server on an address of loopback that no other process of tests has, in a folder that all users may enter. */
final class ServerProgram implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(60);

    /** Long enough for a loaded machine where the server is to answer. */
    static final Duration PATIENT = Duration.ofSeconds(60);

    final Path folder;
    final String address;
    final int port;
    private @Nullable Process process;

    /**
     * Makes its folder.
     *
     * @param number tells the servers of one test class apart, 1 to 250
     */
    ServerProgram(int number, int port) {
        long pid = ProcessHandle.current().pid();
        this.address = "127." + (100 + (pid >> 8) % 100) + "." + (pid & 0xff) + "." + number;
        this.port = port;
        try {
            folder = Files.createTempDirectory("weir-health-");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file of its configuration. */
    Path write(String name, String text) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a program to its end. */
    void run(String... command) {
        Process started = started(List.of(command), "setup.log");
        try {
            if (!started.waitFor(120, TimeUnit.SECONDS) || started.exitValue() != 0) {
                throw new AssertionError(String.join(" ", command) + " failed:\n" + log("setup.log"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Starts the server in the foreground and waits until the check passes. */
    ServerProgram start(CheckMethod ready, String... command) {
        Process started = started(List.of(command), "server.log");
        process = started;
        Await.until(command[0] + " on " + address + ":" + port, SOON, () -> {
            if (!started.isAlive()) {
                throw new AssertionError(String.join(" ", command) + " ended:\n" + log("server.log"));
            }
            return check(ready).healthy();
        });
        return this;
    }

    private Process started(List<String> command, String log) {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(folder.resolve(log).toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String log(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            return e.toString();
        }
    }

    CheckResult check(CheckMethod method) {
        return check(method, PATIENT);
    }

    CheckResult check(CheckMethod method, Duration timeout) {
        return check(method, IpAddress.of(address), port, timeout);
    }

    String reason(CheckMethod method) {
        return check(method).reason().toString();
    }

    static CheckResult check(CheckMethod method, IpAddress address, int port, Duration timeout) {
        return Probes.direct().check(target(method, address, port, timeout));
    }

    static CheckTarget target(CheckMethod method, IpAddress address, int port, Duration timeout) {
        return new CheckTarget(address, port, null, new HealthCheck(method, timeout, timeout, 1, 1, 0));
    }

    /** Stops it without ending it: the kernel goes on accepting connections. */
    void freeze() {
        signal("STOP");
    }

    void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes().forEach(one -> command.add(Long.toString(one.pid())));
        run(command.toArray(String[]::new));
    }

    private List<ProcessHandle> processes() {
        Process running = process;
        if (running == null) {
            return List.of();
        }
        return Stream.concat(Stream.of(running.toHandle()), running.descendants())
                .toList();
    }

    void stop() {
        List<ProcessHandle> all = processes();
        process = null;
        all.forEach(ProcessHandle::destroyForcibly);
        Await.until("the end of the server", SOON, () -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void close() {
        stop();
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.deleteIfExists(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
