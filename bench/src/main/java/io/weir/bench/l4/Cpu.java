package io.weir.bench.l4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Processor time as the kernel accounts for it. */
final class Cpu {
    /** USER_HZ of every Linux architecture that Java runs on. */
    private static final double TICKS_PER_SECOND = 100;
    /** Where utime stands after the name of the program in /proc/PID/stat (proc(5)). */
    private static final int USER = 11;

    private Cpu() {}

    /** Of a process so far; 0 for process 0. */
    static double seconds(long pid) {
        if (pid == 0) {
            return 0;
        }
        String stat = read("/proc/" + pid + "/stat");
        String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(words[USER]) + Long.parseLong(words[USER + 1])) / TICKS_PER_SECOND;
    }

    /**
     * Of all processors, from an origin of its own: the time that passed, less what they were idle or taken away. A kernel
     * that stops its tick while idle measures that time, whereas it samples the others.
     */
    static double machineSeconds() {
        String processors = read("/proc/stat").lines().findFirst().orElseThrow();
        return Runtime.getRuntime().availableProcessors() * (System.nanoTime() / 1e9) - idleSeconds(processors);
    }

    /** Idle, waiting for disks, and taken away by the host, of the first line of /proc/stat (proc(5)). */
    static double idleSeconds(String line) {
        String[] words = line.split(" +", -1);
        // cpu user nice system idle iowait irq softirq steal
        return (Long.parseLong(words[4]) + Long.parseLong(words[5]) + Long.parseLong(words[8])) / TICKS_PER_SECOND;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
