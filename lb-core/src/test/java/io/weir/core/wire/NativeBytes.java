package io.weir.core.wire;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Native memory for tests, filled with 0xa5 so that bytes nobody wrote show. */
final class NativeBytes {
    /** What memory holds before anything is written. */
    static final byte UNTOUCHED = (byte) 0xa5;

    private NativeBytes() {}

    static MemorySegment untouched(int length) {
        return Arena.ofAuto().allocate(length, 1).fill(UNTOUCHED);
    }

    /** Exactly these bytes and not one more, so that reading beyond them throws. */
    static MemorySegment of(byte[] bytes) {
        MemorySegment segment = untouched(bytes.length);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return segment;
    }

    /** Reads hexadecimal; spaces and line ends do not count. */
    static MemorySegment hex(String text) {
        return of(HexFormat.of().parseHex(text.replaceAll("\\s", "")));
    }

    static byte[] toBytes(MemorySegment segment, long from, int length) {
        return segment.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    }

    static Arbitrary<byte[]> bytes(int most) {
        return Arbitraries.bytes().array(byte[].class).ofMinSize(0).ofMaxSize(most);
    }
}
