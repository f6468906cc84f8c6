package io.weir.kernel.iouring;

import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_sqe}: an operation. Of its unions only the members in use have names here. */
final class Sqe {
    static final StructLayout LAYOUT = MemoryLayout.structLayout(
            JAVA_BYTE.withName("opcode"),
            JAVA_BYTE.withName("flags"),
            JAVA_SHORT.withName("ioprio"),
            JAVA_INT.withName("fd"),
            JAVA_LONG.withName("off"),
            JAVA_LONG.withName("addr"),
            JAVA_INT.withName("len"),
            JAVA_INT.withName("msg_flags"),
            JAVA_LONG.withName("user_data"),
            JAVA_SHORT.withName("buf_group"),
            JAVA_SHORT.withName("personality"),
            JAVA_INT.withName("file_index"),
            JAVA_LONG.withName("addr3"),
            MemoryLayout.paddingLayout(8));

    static final long SIZEOF = LAYOUT.byteSize();

    private static final long OFFSET_OPCODE = LAYOUT.byteOffset(groupElement("opcode"));
    private static final long OFFSET_FLAGS = LAYOUT.byteOffset(groupElement("flags"));
    private static final long OFFSET_IOPRIO = LAYOUT.byteOffset(groupElement("ioprio"));
    private static final long OFFSET_FD = LAYOUT.byteOffset(groupElement("fd"));
    private static final long OFFSET_ADDR = LAYOUT.byteOffset(groupElement("addr"));
    private static final long OFFSET_LEN = LAYOUT.byteOffset(groupElement("len"));
    private static final long OFFSET_MSG_FLAGS = LAYOUT.byteOffset(groupElement("msg_flags"));
    private static final long OFFSET_USER_DATA = LAYOUT.byteOffset(groupElement("user_data"));
    private static final long OFFSET_BUF_GROUP = LAYOUT.byteOffset(groupElement("buf_group"));

    private Sqe() {}

    /** Writes an entry with no more than an operation. */
    static void start(MemorySegment entries, long at, int operation, int fd, long userData) {
        for (int word = 0; word < (int) SIZEOF; word += Long.BYTES) {
            entries.set(JAVA_LONG, at + word, 0);
        }
        entries.set(JAVA_BYTE, at + OFFSET_OPCODE, (byte) operation);
        entries.set(JAVA_INT, at + OFFSET_FD, fd);
        entries.set(JAVA_LONG, at + OFFSET_USER_DATA, userData);
    }

    static void flags(MemorySegment entries, long at, int flags) {
        entries.set(JAVA_BYTE, at + OFFSET_FLAGS, (byte) flags);
    }

    static void priority(MemorySegment entries, long at, int priority) {
        entries.set(JAVA_SHORT, at + OFFSET_IOPRIO, (short) priority);
    }

    static void memory(MemorySegment entries, long at, long address, int length) {
        entries.set(JAVA_LONG, at + OFFSET_ADDR, address);
        entries.set(JAVA_INT, at + OFFSET_LEN, length);
    }

    static void operationFlags(MemorySegment entries, long at, int flags) {
        entries.set(JAVA_INT, at + OFFSET_MSG_FLAGS, flags);
    }

    static void group(MemorySegment entries, long at, int group) {
        entries.set(JAVA_SHORT, at + OFFSET_BUF_GROUP, (short) group);
    }

    static int operation(MemorySegment entries, long at) {
        return entries.get(JAVA_BYTE, at + OFFSET_OPCODE);
    }
}
