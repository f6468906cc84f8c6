package io.weir.appliance.lab;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands that start a program of ours as a process of its own, with this process's Java and class path. */
public final class JavaProgram {
    /** For processes that live for seconds: start at once rather than reach full speed. */
    private static final List<String> SHORT_LIVED = List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");
    /** The launcher's, as far as they change what the daemon does. */
    private static final List<String> DAEMON = List.of(
            "-XX:+UseSerialGC",
            "-Djnr.ffi.asm.enabled=false",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private JavaProgram() {}

    /** A short-lived program. */
    public static List<String> shortLived(String mainClass, String... arguments) {
        return command(SHORT_LIVED, mainClass, List.of(arguments));
    }

    /** The daemon, or a program that must reach full speed. */
    public static List<String> longLived(List<String> moreFlags, String mainClass, List<String> arguments) {
        List<String> flags = new ArrayList<>(DAEMON);
        flags.addAll(moreFlags);
        return command(flags, mainClass, arguments);
    }

    /** What the Java process answers to a {@code jcmd} command. */
    public static String diagnose(long pid, String command) {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        return Finished.require(List.of(jcmd, Long.toString(pid), command)).stdout();
    }

    private static List<String> command(List<String> flags, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags);
        command.addAll(cacheFlags());
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** The launcher's ahead-of-time cache fits every program with the same class path. */
    private static List<String> cacheFlags() {
        // Not the process's own arguments: of a long command line the JDK shows none.
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-XX:AOTCache=") || argument.startsWith("-Xlog:"))
                .toList();
    }
}
