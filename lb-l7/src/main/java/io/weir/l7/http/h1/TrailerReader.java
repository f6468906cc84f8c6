package io.weir.l7.http.h1;

import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refused;
import org.jspecify.annotations.Nullable;

/** Reads trailers; those that must not stand there are gone (RFC 9110, 6.5.1). */
final class TrailerReader extends FieldReader {
    TrailerReader(Http1Limits limits) {
        super(limits);
    }

    @Override
    boolean line(int from, int to) throws Refused {
        if (from == to) {
            return true;
        }
        field(from, to);
        return false;
    }

    @Override
    void field(@Nullable FieldName known, AsciiString name, AsciiString value) {
        if (FieldName.allowedInTrailer(name)) {
            fields().add(name, value);
        }
    }
}
