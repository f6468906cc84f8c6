package io.weir.l7.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A field section as HPACK decodes it, looked at field by field: pseudo-header fields apart, the rest in its order. Keeps
 * the first fault that makes it malformed (RFC 9113, 8.1.1), because the whole section must be decoded anyway.
 */
final class DecodedHeaders extends DefaultHttp2Headers {
    private final Fields fields = new Fields();
    private final int mostFields;
    private int count;
    private int kept;
    private long bodyLength = -1;
    private boolean acceptsTrailers;
    private boolean tooMany;
    private @Nullable Refused fault;
    private @Nullable AsciiString method;
    private @Nullable AsciiString scheme;
    private @Nullable AsciiString authority;
    private @Nullable AsciiString path;
    private @Nullable AsciiString protocol;
    private @Nullable AsciiString status;
    private @Nullable AsciiString host;
    private int cookie = -1;

    DecodedHeaders(int mostFields) {
        super(false, false, 2);
        this.mostFields = mostFields;
    }

    /** Called by HPACK for each field. */
    @Override
    public Http2Headers add(CharSequence name, CharSequence value) {
        count++;
        if (fault == null) {
            try {
                take(AsciiString.of(name), AsciiString.of(value));
            } catch (Refused refused) {
                fault = refused;
            }
        }
        return this;
    }

    private void take(AsciiString name, AsciiString value) throws Refused {
        int valueFrom = value.arrayOffset();
        int valueTo = valueFrom + value.length();
        if (!Syntax.isValue(value.array(), valueFrom, valueTo) || isSpaceAround(value)) {
            throw new Refused(Refusal.FIELD_VALUE);
        }
        if (!name.isEmpty() && name.byteAt(0) == ':') {
            takePseudo(name, value);
            return;
        }
        int nameFrom = name.arrayOffset();
        int nameTo = nameFrom + name.length();
        if (!Syntax.isToken(name.array(), nameFrom, nameTo) || hasUpperCase(name)) {
            throw new Refused(Refusal.FIELD_NAME, "the name of a field is not a token in lower case");
        }
        FieldName known = FieldName.find(name);
        if (known == null) {
            // Many servers read _ as -, so such a name in a request could pretend to be another.
            boolean clear = status != null || name.indexOf('_', 0) < 0;
            keep(name, value, clear && !FieldName.isProxyOwn(name));
            return;
        }
        switch (known) {
            case CONNECTION, KEEP_ALIVE, PROXY_CONNECTION, TRANSFER_ENCODING, UPGRADE ->
                throw new Refused(Refusal.CONNECTION_FIELD, "a field is of one connection only: " + name);
            case TE -> {
                if (!value.contentEqualsIgnoreCase(Names.TRAILERS)) {
                    throw new Refused(Refusal.CONNECTION_FIELD, "te says more than trailers");
                }
                acceptsTrailers = true;
            }
            case CONTENT_LENGTH -> takeLength(value);
            case HOST -> {
                if (host != null) {
                    throw new Refused(Refusal.HOST_COUNT);
                }
                host = value;
            }
            case COOKIE -> takeCookie(value);
            default -> keep(known.lower(), value, known.use() != FieldName.Use.HOP);
        }
    }

    private static boolean isSpaceAround(AsciiString value) {
        return !value.isEmpty() && (isSpace(value.byteAt(0)) || isSpace(value.byteAt(value.length() - 1)));
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean hasUpperCase(AsciiString name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.byteAt(i) >= 'A' && name.byteAt(i) <= 'Z') {
                return true;
            }
        }
        return false;
    }

    private void keep(AsciiString name, AsciiString value, boolean passes) {
        if (kept >= mostFields) {
            tooMany = true;
            return;
        }
        kept++;
        if (passes) {
            fields.add(name, value);
        }
    }

    /** Crumbs (RFC 9113, 8.2.3) are one field again for everything behind. */
    private void takeCookie(AsciiString value) {
        if (cookie >= 0) {
            fields.value(cookie, fields.value(cookie).concat("; ").concat(value));
            return;
        }
        int at = fields.size();
        keep(FieldName.COOKIE.lower(), value, true);
        cookie = fields.size() > at ? at : -1;
    }

    private void takeLength(AsciiString value) throws Refused {
        if (bodyLength >= 0) {
            throw new Refused(Refusal.CONTENT_LENGTH_COUNT);
        }
        int from = value.arrayOffset();
        bodyLength = Syntax.number(value.array(), from, from + value.length());
        if (bodyLength < 0) {
            throw new Refused(Refusal.CONTENT_LENGTH);
        }
    }

    private void takePseudo(AsciiString name, AsciiString value) throws Refused {
        if (count > pseudoCount() + 1) {
            throw new Refused(Refusal.PSEUDO_FIELD, "a pseudo-header field stands after other fields");
        }
        AsciiString before;
        if (name.equals(Names.METHOD)) {
            before = method;
            method = value;
        } else if (name.equals(Names.SCHEME)) {
            before = scheme;
            scheme = value;
        } else if (name.equals(Names.AUTHORITY)) {
            before = authority;
            authority = value;
        } else if (name.equals(Names.PATH)) {
            before = path;
            path = value;
        } else if (name.equals(Names.STATUS)) {
            before = status;
            status = value;
        } else if (name.equals(Names.PROTOCOL)) {
            before = protocol;
            protocol = value;
        } else {
            throw new Refused(Refusal.PSEUDO_FIELD, "an unknown pseudo-header field");
        }
        if (before != null) {
            throw new Refused(Refusal.PSEUDO_FIELD, "a pseudo-header field stands twice: " + name);
        }
    }

    private int pseudoCount() {
        return one(method) + one(scheme) + one(authority) + one(path) + one(status) + one(protocol);
    }

    private static int one(@Nullable AsciiString value) {
        return value == null ? 0 : 1;
    }

    boolean hasPseudo() {
        return pseudoCount() > 0;
    }

    /** Refused when a field of it is malformed. */
    void check() throws Refused {
        Refused found = fault;
        if (found != null) {
            throw found;
        }
    }

    /** Whether it has more fields than are allowed; those beyond are not kept. */
    boolean tooMany() {
        return tooMany;
    }

    /** What is neither pseudo-header nor framing nor Host. */
    Fields fields() {
        return fields;
    }

    /** Content-Length; -1 without. */
    long bodyLength() {
        return bodyLength;
    }

    boolean acceptsTrailers() {
        return acceptsTrailers;
    }

    @Nullable AsciiString host() {
        return host;
    }

    @Override
    public @Nullable AsciiString method() {
        return method;
    }

    @Override
    public @Nullable AsciiString scheme() {
        return scheme;
    }

    @Override
    public @Nullable AsciiString authority() {
        return authority;
    }

    @Override
    public @Nullable AsciiString path() {
        return path;
    }

    @Nullable AsciiString protocol() {
        return protocol;
    }

    @Override
    public @Nullable AsciiString status() {
        return status;
    }

    @Override
    public int size() {
        return count;
    }

    @Override
    public boolean isEmpty() {
        return count == 0;
    }

    /** Nothing: the codec need not look at Content-Length, streams do. */
    @Override
    public List<CharSequence> getAll(CharSequence name) {
        return List.of();
    }
}
