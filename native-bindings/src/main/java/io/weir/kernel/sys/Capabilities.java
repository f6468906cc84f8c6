package io.weir.kernel.sys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A set of capabilities. A capability that is there may still be refused, by a user namespace or a security module: use
 * it to explain a failure or to report at start, and let the kernel decide.
 *
 * @param bits bit n is capability number n
 */
public record Capabilities(long bits) {
    private static final String EFFECTIVE = "CapEff:";

    /** The effective set of the calling thread, from {@code /proc/thread-self/status}; see proc_pid_status(5). */
    public static Capabilities effective() throws IOException {
        return parse(Files.readAllLines(Path.of("/proc/thread-self/status"), StandardCharsets.US_ASCII));
    }

    static Capabilities parse(List<String> status) throws IOException {
        for (String line : status) {
            if (line.startsWith(EFFECTIVE)) {
                String digits = line.substring(EFFECTIVE.length()).strip();
                if (digits.matches("[0-9a-f]{1,16}")) {
                    return new Capabilities(Long.parseUnsignedLong(digits, 16));
                }
            }
        }
        throw new IOException("/proc/thread-self/status has no line \"CapEff:\" with 16 hexadecimal digits");
    }

    /** Whether it is in the set. */
    public boolean has(Capability capability) {
        return (bits >>> capability.bit() & 1) != 0;
    }
}
