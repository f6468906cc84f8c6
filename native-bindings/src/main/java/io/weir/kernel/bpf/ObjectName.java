package io.weir.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Names of maps and programs as the kernel takes them (kernel/bpf/syscall.c, bpf_obj_name_cpy). */
final class ObjectName {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_.]{1,15}");

    private ObjectName() {}

    static String check(String name) {
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name \"" + name + "\" is not 1 to 15 letters, digits, dots and underscores");
        }
        return name;
    }

    /** Writes it into 16 bytes that are zero. */
    static void write(MemorySegment segment, long offset, String name) {
        byte[] ascii = name.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(ascii, 0, segment, JAVA_BYTE, offset, ascii.length);
    }

    /** Reads it from 16 bytes. */
    static String read(MemorySegment segment, long offset) {
        return segment.asSlice(offset, LinuxBpf.BPF_OBJ_NAME_LEN).getString(0, StandardCharsets.US_ASCII);
    }
}
