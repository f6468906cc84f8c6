package io.weir.l7.http.h2;

import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
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
    private long bodyLength = -1;
    private boolean acceptsTrailers;
    private boolean tooMany;
    private @Nullable String fault;
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
            fault = take(AsciiString.of(name), AsciiString.of(value));
        }
        return this;
    }

    private @Nullable String take(AsciiString name, AsciiString value) {
        if (!name.isEmpty() && name.byteAt(0) == ':') {
            return takePseudo(name, value);
        }
        if (!FieldSyntax.isName(name)) {
            return "the name of a field is not a token in lower case";
        }
        if (!FieldSyntax.isValue(value)) {
            return "the value of a field has control bytes or surrounding white space";
        }
        if (Names.isConnectionSpecific(name)) {
            return "a field is of one connection only: " + name;
        }
        if (name.equals(Names.TE)) {
            acceptsTrailers = true;
            return value.contentEqualsIgnoreCase(Names.TRAILERS) ? null : "te says more than trailers";
        }
        if (name.equals(Names.CONTENT_LENGTH)) {
            return takeLength(value);
        }
        if (name.equals(Names.HOST)) {
            AsciiString before = host;
            host = value;
            return before == null || before.equals(value) ? null : "two host fields differ";
        }
        if (fields.size() >= mostFields) {
            tooMany = true;
            return null;
        }
        keep(name, value);
        return null;
    }

    private void keep(AsciiString name, AsciiString value) {
        if (name.equals(Names.COOKIE) && cookie >= 0) {
            // Crumbs (RFC 9113, 8.2.3) are one field again for everything behind.
            fields.set(Names.COOKIE, AsciiString.of(fields.value(cookie) + "; " + value));
            return;
        }
        if (name.equals(Names.COOKIE)) {
            cookie = fields.size();
        }
        // Many servers read _ as -, so such a name could pretend to be another.
        if (name.indexOf('_', 0) < 0) {
            fields.add(name, value);
        }
    }

    private @Nullable String takeLength(AsciiString value) {
        long length = FieldSyntax.length(value);
        if (length < 0) {
            return "content-length is not a number";
        }
        if (bodyLength >= 0 && bodyLength != length) {
            return "two content-length fields differ";
        }
        bodyLength = length;
        return null;
    }

    private @Nullable String takePseudo(AsciiString name, AsciiString value) {
        if (count > pseudoCount() + 1) {
            return "a pseudo-header field stands after other fields";
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
            return "an unknown pseudo-header field";
        }
        return before == null ? null : "a pseudo-header field stands twice: " + name;
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

    /** Why it is malformed; null when nothing seen so far makes it so. */
    @Nullable String fault() {
        return fault;
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
