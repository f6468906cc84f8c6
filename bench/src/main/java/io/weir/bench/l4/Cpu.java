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

    /** Of all processors so far, without the time they were idle or taken away. */
    static double machineSeconds() {
        String[] words = read("/proc/stat").lines().findFirst().orElseThrow().split(" +", -1);
        // user nice system idle iowait irq softirq
        long ticks = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            ticks += Long.parseLong(words[i]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
