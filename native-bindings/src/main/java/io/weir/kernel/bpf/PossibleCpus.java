package io.weir.kernel.bpf;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The CPUs that the machine can have, those not plugged in included: per-CPU values are of so many. */
final class PossibleCpus {
    private static final Path FILE = Path.of("/sys/devices/system/cpu/possible");

    private PossibleCpus() {}

    static int count() throws ErrnoException {
        try {
            return parse(Files.readString(FILE, StandardCharsets.US_ASCII).strip());
        } catch (IOException | NumberFormatException e) {
            ErrnoException failure =
                    new ErrnoException("read " + FILE, Errno.EIO, "it is needed to size maps; is /sys mounted?");
            failure.initCause(e);
            throw failure;
        }
    }

    /** The size of a list, as {@code 0-3,8-11}. */
    static int parse(String list) {
        int highest = -1;
        for (String range : list.split(",", -1)) {
            int dash = range.indexOf('-');
            highest = Math.max(highest, Integer.parseInt(range.substring(dash + 1)));
        }
        return highest + 1;
    }
}
