package io.weir.l7.http.message;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request, without what belongs to one connection only: hop-by-hop fields, framing and Host are not among
 * {@link #fields()}. Changed in place on its way to the server.
 */
public final class RequestHead {
    /** {@link #bodyLength} of a body whose end is seen when it comes. */
    public static final long UNKNOWN_LENGTH = -1;

    private final AsciiString method;
    private final boolean secure;
    private final Fields fields;
    private AsciiString authority;
    private AsciiString target;
    private final long bodyLength;
    private final @Nullable AsciiString upgrade;
    private final boolean expectsContinue;
    private final boolean acceptsTrailers;
    private @Nullable Object persistenceNote;

    /**
     * A head that a guard has let through.
     *
     * @param method a token, in its own case
     * @param secure whether the client came by TLS
     * @param authority host and optional port, valid by RFC 3986; empty only for HTTP/1.0 without Host
     * @param target origin form (path and query), or {@code *} for OPTIONS; for CONNECT without upgrade the authority
     * @param fields everything else
     * @param bodyLength Content-Length; 0 without a body; {@link #UNKNOWN_LENGTH}
     * @param upgrade the protocol that the client wants to change to (RFC 9110, 7.8, and RFC 8441), as {@code websocket};
     *     null for none
     * @param expectsContinue whether it waits for 100 before it sends the body
     * @param acceptsTrailers whether it said {@code TE: trailers}
     */
    public RequestHead(
            AsciiString method,
            boolean secure,
            AsciiString authority,
            AsciiString target,
            Fields fields,
            long bodyLength,
            @Nullable AsciiString upgrade,
            boolean expectsContinue,
            boolean acceptsTrailers) {
        this.method = method;
        this.secure = secure;
        this.authority = authority;
        this.target = target;
        this.fields = fields;
        this.bodyLength = bodyLength;
        this.upgrade = upgrade;
        this.expectsContinue = expectsContinue;
        this.acceptsTrailers = acceptsTrailers;
    }

    public AsciiString method() {
        return method;
    }

    /** Whether the client came by TLS: its scheme is https, else http. */
    public boolean secure() {
        return secure;
    }

    /** Host and optional port that the client asked for. */
    public AsciiString authority() {
        return authority;
    }

    /** Asks the server for another authority. */
    public void authority(AsciiString other) {
        authority = other;
    }

    /** Path and query. */
    public AsciiString target() {
        return target;
    }

    /** Asks the server for another path and query. */
    public void target(AsciiString other) {
        target = other;
    }

    public Fields fields() {
        return fields;
    }

    /** Bytes of the body, 0 for none, or {@link #UNKNOWN_LENGTH}. */
    public long bodyLength() {
        return bodyLength;
    }

    /** The protocol the client wants to change to; null for none. */
    public @Nullable AsciiString upgrade() {
        return upgrade;
    }

    public boolean expectsContinue() {
        return expectsContinue;
    }

    /** What persistence noted of the head when a server was chosen, for when that answers; null for nothing. */
    public @Nullable Object persistenceNote() {
        return persistenceNote;
    }

    /** Persistence has found this, and may have taken it out of the fields. */
    public void persistenceNote(@Nullable Object found) {
        persistenceNote = found;
    }

    public boolean acceptsTrailers() {
        return acceptsTrailers;
    }
}
