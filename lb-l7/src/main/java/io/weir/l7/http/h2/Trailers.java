package io.weir.l7.http.h2;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.message.Fields;
import java.util.Arrays;

/** Trailers (RFC 9110, 6.5; RFC 9113, 8.1). */
final class Trailers {
    private Trailers() {}

    /** Those that came, without what may not be among them. */
    static Fields decode(DecodedHeaders decoded) throws Refused {
        decoded.check();
        if (decoded.hasPseudo()) {
            throw new Refused(Refusal.PSEUDO_FIELD, "trailers with a pseudo-header field");
        }
        if (decoded.tooMany()) {
            throw new Refused(Refusal.TOO_MANY_FIELDS);
        }
        Fields fields = decoded.fields();
        for (int i = fields.size() - 1; i >= 0; i--) {
            if (!FieldName.allowedInTrailer(fields.name(i))) {
                fields.removeAt(i);
            }
        }
        return fields;
    }

    static Http2Headers encode(Fields fields) {
        return ReadOnlyHttp2Headers.trailers(false, pairs(fields, 0));
    }

    /** Names in lower case and values, with {@code spare} null pairs behind them. */
    static AsciiString[] pairs(Fields fields, int spare) {
        AsciiString[] pairs = new AsciiString[2 * (fields.size() + spare)];
        int at = 0;
        for (int i = 0; i < fields.size(); i++) {
            AsciiString name = fields.name(i);
            FieldName known = FieldName.find(name);
            if (known == null || passes(known)) {
                pairs[at++] = known == null ? name.toLowerCase() : known.lower();
                pairs[at++] = fields.value(i);
            }
        }
        return at + 2 * spare == pairs.length ? pairs : Arrays.copyOf(pairs, at + 2 * spare);
    }

    /** Not what belongs to a connection, and not what is said apart: where a message ends, and whom it is for. */
    private static boolean passes(FieldName known) {
        return switch (known.use()) {
            case FRAMING, ROUTING, HOP -> false;
            case CONTROL, PLAIN -> true;
        };
    }
}
