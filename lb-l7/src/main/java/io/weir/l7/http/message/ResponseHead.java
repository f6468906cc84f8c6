package io.weir.l7.http.message;

/**
 * The head of an answer, without what belongs to one connection only: hop-by-hop fields and framing are not among {@link
 * #fields()}. Changed in place on its way to the client.
 */
public final class ResponseHead {
    /** {@link #bodyLength} of a body whose end is seen when it comes. */
    public static final long UNKNOWN_LENGTH = -1;

    private final int status;
    private final Fields fields;
    private long bodyLength;

    /**
     * A head that a guard has let through.
     *
     * @param status 100..599
     * @param bodyLength Content-Length; 0 without a body; {@link #UNKNOWN_LENGTH}. Of an answer to HEAD or of 304 what
     *     Content-Length said, though none follows
     */
    public ResponseHead(int status, Fields fields, long bodyLength) {
        this.status = status;
        this.fields = fields;
        this.bodyLength = bodyLength;
    }

    public int status() {
        return status;
    }

    public Fields fields() {
        return fields;
    }

    /** Bytes of the body, 0 for none, or {@link #UNKNOWN_LENGTH}. */
    public long bodyLength() {
        return bodyLength;
    }

    /** The body changes its length on its way, as by compression. */
    public void bodyLength(long other) {
        bodyLength = other;
    }

    /** Whether another head follows: 1xx but 101. */
    public boolean interim() {
        return status < 200 && status != 101;
    }
}
