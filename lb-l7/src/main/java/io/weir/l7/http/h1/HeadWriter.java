package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.AsciiString;
import io.netty.util.concurrent.FastThreadLocal;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.Fields;
import java.util.Arrays;

/** Puts a head together in an array of its event loop, then into one buffer. */
final class HeadWriter {
    private static final FastThreadLocal<HeadWriter> WRITERS = new FastThreadLocal<>() {
        @Override
        protected HeadWriter initialValue() {
            return new HeadWriter();
        }
    };
    private static final int FIRST_SIZE = 2048;
    private static final int DIGITS = 19;

    private byte[] bytes = new byte[FIRST_SIZE];
    private int length;

    private HeadWriter() {}

    /** The one of this thread, empty. */
    static HeadWriter begin() {
        HeadWriter writer = WRITERS.get();
        writer.length = 0;
        return writer;
    }

    HeadWriter put(byte[] part) {
        return put(part, 0, part.length);
    }

    HeadWriter put(AsciiString part) {
        return put(part.array(), part.arrayOffset(), part.length());
    }

    private HeadWriter put(byte[] part, int from, int count) {
        ensure(count);
        System.arraycopy(part, from, bytes, length, count);
        length += count;
        return this;
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    HeadWriter put(char c) {
        ensure(1);
        bytes[length++] = (byte) c;
        return this;
    }

    /** A number that is not negative, in decimal. */
    HeadWriter put(long number) {
        ensure(DIGITS);
        int digits = 1;
        for (long rest = number / 10; rest > 0; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    HeadWriter end() {
        return put('\r').put('\n');
    }

    /** A field, unless its value could end its line: then it is left out, whoever made it. */
    HeadWriter field(AsciiString name, AsciiString value) {
        int from = value.arrayOffset();
        if (Syntax.isValue(value.array(), from, from + value.length())) {
            put(name).put(':').put(' ').put(value).end();
        }
        return this;
    }

    /** All fields but those that say where a message ends, which are written apart. */
    HeadWriter fields(Fields fields) {
        for (int i = 0; i < fields.size(); i++) {
            AsciiString name = fields.name(i);
            FieldName known = FieldName.find(name);
            if (known == null || (known.use() != FieldName.Use.FRAMING && known.use() != FieldName.Use.ROUTING)) {
                field(name, fields.value(i));
            }
        }
        return this;
    }

    ByteBuf toBuffer(ByteBufAllocator allocator) {
        ByteBuf buffer = allocator.directBuffer(length, length);
        buffer.writeBytes(bytes, 0, length);
        return buffer;
    }
}
