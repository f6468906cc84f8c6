package io.weir.l7.http.h1;

import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.Fields;
import org.jspecify.annotations.Nullable;

/** Reads field lines (RFC 9112, 5). */
abstract class FieldReader extends LineReader {
    private final int limit;
    private int count;
    private Fields fields = new Fields();

    FieldReader(Http1Limits limits) {
        super(limits);
        limit = limits.fields();
    }

    @Override
    void reset() {
        super.reset();
        count = 0;
        fields = new Fields();
    }

    /** What is passed on. */
    final Fields fields() {
        return fields;
    }

    /** A field line. */
    final void field(int from, int to) throws Refused {
        byte[] bytes = bytes();
        if (bytes[from] == ' ' || bytes[from] == '\t') {
            folded(from, to);
            return;
        }
        int colon = from;
        while (colon < to && Syntax.isTokenByte(bytes[colon])) {
            colon++;
        }
        if (colon == from || colon == to || bytes[colon] != ':') {
            throw new Refused(Refusal.FIELD_NAME);
        }
        if (++count > limit) {
            throw new Refused(Refusal.TOO_MANY_FIELDS);
        }
        AsciiString value = value(colon + 1, to);
        FieldName known = FieldName.find(bytes, from, colon);
        field(known, FieldName.share(known, bytes, from, colon), value);
    }

    /** The value of {@code from..to} without white space around it. */
    final AsciiString value(int from, int to) throws Refused {
        byte[] bytes = bytes();
        int start = from;
        int end = to;
        while (start < end && (bytes[start] == ' ' || bytes[start] == '\t')) {
            start++;
        }
        while (end > start && (bytes[end - 1] == ' ' || bytes[end - 1] == '\t')) {
            end--;
        }
        if (!Syntax.isValue(bytes, start, end)) {
            throw new Refused(Refusal.FIELD_VALUE);
        }
        return start == end ? AsciiString.EMPTY_STRING : new AsciiString(bytes, start, end - start, false);
    }

    /** A line that begins with white space. */
    void folded(int from, int to) throws Refused {
        throw new Refused(Refusal.FOLDED_LINE);
    }

    /** A field that is well formed. */
    abstract void field(@Nullable FieldName known, AsciiString name, AsciiString value) throws Refused;
}
