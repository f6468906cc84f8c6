package io.weir.l7.accesslog;

import java.nio.ByteBuffer;
import java.util.Arrays;

/** ASCII text that is built and reused. Whatever is not printable is written as an escape: no value ends a line. */
final class LineBuffer {
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private byte[] bytes = new byte[16 * 1024];
    private int size;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** What was built; valid until it is cleared. */
    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, size);
    }

    private void reserve(int count) {
        if (bytes.length - size < count) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + count));
        }
    }

    LineBuffer add(char c) {
        reserve(1);
        bytes[size++] = (byte) c;
        return this;
    }

    /** Words of ours: nothing is escaped. */
    LineBuffer raw(CharSequence text) {
        int length = text.length();
        reserve(length);
        for (int i = 0; i < length; i++) {
            bytes[size++] = (byte) text.charAt(i);
        }
        return this;
    }

    LineBuffer number(long value) {
        return raw(Long.toString(value));
    }

    /** A duration in milliseconds with three decimals. */
    LineBuffer millis(long nanos) {
        long micros = nanos / 1000;
        number(micros / 1000).add('.');
        int rest = (int) (micros % 1000);
        return add((char) ('0' + rest / 100)).add((char) ('0' + rest / 10 % 10)).add((char) ('0' + rest % 10));
    }

    /** The inside of a JSON string (RFC 8259); octets beyond ASCII as the code point of their number. */
    LineBuffer json(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                add('\\').add(c);
            } else if (c >= ' ' && c < 0x7f) {
                add(c);
            } else {
                raw("\\u");
                hex(c >> 8);
                hex(c);
            }
        }
        return this;
    }

    /** The inside of a quoted field of web servers' logs: quote, backslash and what is not printable as {@code \xHH}. */
    LineBuffer quoted(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ' ' && c < 0x7f && c != '"' && c != '\\') {
                add(c);
            } else {
                if (c > 0xff) {
                    raw("\\x");
                    hex(c >> 8);
                }
                raw("\\x");
                hex(c);
            }
        }
        return this;
    }

    private void hex(int octet) {
        reserve(2);
        bytes[size++] = HEX[(octet >> 4) & 0xf];
        bytes[size++] = HEX[octet & 0xf];
    }
}
