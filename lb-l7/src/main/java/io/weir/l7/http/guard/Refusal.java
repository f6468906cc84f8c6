package io.weir.l7.http.guard;

/**
 * Why a message was not let through. A request is answered with {@link #status}; an answer of a server that is refused
 * becomes 502.
 */
public enum Refusal {
    /** The request line is not {@code method SP target SP version}. */
    REQUEST_LINE(400, "request-line", "the request line is malformed"),
    /** The method is no token, or a known one in another case. */
    METHOD(400, "method", "the method is malformed"),
    /** A method longer than any that is known, or CONNECT where it is not allowed. */
    METHOD_UNKNOWN(501, "method-unknown", "the method is not served here"),
    /** The target has bytes or a form that RFC 3986 or RFC 9112, 3.2, does not allow here. */
    TARGET(400, "target", "the request target is malformed"),
    /** The target is longer than is allowed. */
    TARGET_TOO_LONG(414, "target-too-long", "the request target is too long"),
    /** The version is not of the form HTTP/d.d. */
    VERSION(400, "version", "the version is malformed"),
    /** A version other than 1.0 and 1.1. */
    VERSION_UNSUPPORTED(505, "version-unsupported", "the version is not served here"),
    /** The status line is not {@code version SP 3DIGIT SP reason}. */
    STATUS_LINE(400, "status-line", "the status line is malformed"),
    /** A line ends with LF alone, or CR stands elsewhere than before LF. */
    LINE_END(400, "line-end", "a line does not end with CR LF"),
    /** A line begins with white space (RFC 9112, 5.2). */
    FOLDED_LINE(400, "folded-line", "a field line is folded"),
    /** A field name is empty or no token, or white space stands before the colon. */
    FIELD_NAME(400, "field-name", "a field name is malformed"),
    /** A field value has NUL or another control character. */
    FIELD_VALUE(400, "field-value", "a field value has a byte that is not allowed"),
    /** The head, or one of its lines, is longer than is allowed. */
    HEAD_TOO_LARGE(431, "head-too-large", "the header is too large"),
    /** There are more field lines than are allowed. */
    TOO_MANY_FIELDS(431, "too-many-fields", "there are too many header fields"),
    /** HTTP/1.1 without Host, or with more than one. */
    HOST_COUNT(400, "host-count", "there must be exactly one Host"),
    /** Host or :authority is not {@code host[:port]}. */
    HOST(400, "host", "the host is malformed"),
    /** Host and the authority of the target differ. */
    HOST_MISMATCH(400, "host-mismatch", "Host and the request target name different hosts"),
    /** The scheme of the target is not that of the connection. */
    SCHEME_MISMATCH(421, "scheme-mismatch", "the request is for another scheme"),
    /** The name asked for is not one of the connection's service. */
    MISDIRECTED(421, "misdirected", "the request is for a name that is not served on this connection"),
    /** Content-Length is no number up to 2^63-1. */
    CONTENT_LENGTH(400, "content-length", "Content-Length is malformed"),
    /** More than one Content-Length, also when they are the same. */
    CONTENT_LENGTH_COUNT(400, "content-length-count", "there is more than one Content-Length"),
    /** Content-Length beside Transfer-Encoding. */
    CONTENT_LENGTH_AND_CODING(400, "content-length-and-coding", "both Content-Length and Transfer-Encoding are given"),
    /** Transfer-Encoding is not exactly {@code chunked}. */
    TRANSFER_CODING(400, "transfer-coding", "Transfer-Encoding is malformed"),
    /** A transfer coding other than chunked. */
    TRANSFER_CODING_UNKNOWN(501, "transfer-coding-unknown", "the transfer coding is not served here"),
    /** Transfer-Encoding in a message of HTTP/1.0. */
    TRANSFER_CODING_IN_1_0(400, "transfer-coding-in-1.0", "HTTP/1.0 has no Transfer-Encoding"),
    /** A body where the method has none: TRACE and CONNECT. */
    BODY_NOT_ALLOWED(400, "body-not-allowed", "the method allows no body"),
    /** A chunk's size line is malformed or its size above 2^63-1. */
    CHUNK_SIZE(400, "chunk-size", "a chunk size is malformed"),
    /** A chunk extension that could be read two ways, or too many bytes of them. */
    CHUNK_EXTENSION(400, "chunk-extension", "a chunk extension is malformed"),
    /** A chunk's data is not followed by CR LF. */
    CHUNK_END(400, "chunk-end", "a chunk does not end with CR LF"),
    /** Connection is no list of tokens. */
    CONNECTION(400, "connection", "Connection is malformed"),
    /** An expectation other than 100-continue. */
    EXPECTATION(417, "expectation", "the expectation is not met here"),
    /** The body is longer than is allowed. */
    BODY_TOO_LARGE(413, "body-too-large", "the body is too large"),
    /** The head, or the next part of the body, did not come in time. */
    TOO_SLOW(408, "too-slow", "the request did not come in time"),
    /** The body comes more slowly than is allowed. */
    SLOW_BODY(408, "slow-body", "the body came too slowly"),
    /** The body ended before its length. */
    BODY_CUT(400, "body-cut", "the body ended early"),
    /** A server changed protocols though nobody asked, or to another one. */
    UPGRADE(400, "upgrade", "the protocol was changed unasked"),
    /** A server sent more interim answers than any use explains. */
    TOO_MANY_INTERIM(400, "too-many-interim", "there are too many interim answers"),
    /** HTTP/2: pseudo-header fields are missing, twice, unknown or behind others. */
    PSEUDO_FIELD(400, "pseudo-field", "the pseudo-header fields are malformed"),
    /** HTTP/2: a field that belongs to a connection of HTTP/1. */
    CONNECTION_FIELD(400, "connection-field", "there is a connection-specific field"),
    /** HTTP/2: another error of one stream. */
    STREAM_ERROR(400, "stream-error", "a stream broke the protocol"),
    /** HTTP/2: an error of the connection: framing, HPACK, flow control. */
    CONNECTION_ERROR(400, "connection-error", "the connection broke the protocol"),
    /** HTTP/2: streams opened and reset in quick succession (CVE-2023-44487). */
    RAPID_RESET(400, "rapid-reset", "too many streams were reset"),
    /** HTTP/2: errors that make us reset streams in quick succession (CVE-2025-8671). */
    MADE_RESET(400, "made-reset", "too many streams had to be reset"),
    /** HTTP/2: CONTINUATION frames without end (CVE-2024-27316). */
    CONTINUATION_FLOOD(400, "continuation-flood", "there are too many CONTINUATION frames"),
    /** HTTP/2: PING, SETTINGS, PRIORITY or unknown frames without end (CVE-2019-9512, -9515). */
    CONTROL_FLOOD(400, "control-flood", "there are too many frames without use"),
    /** HTTP/2: DATA frames without data (CVE-2019-9518). */
    EMPTY_DATA(400, "empty-data", "there are too many DATA frames without data"),
    /** HTTP/2: windows opened a few bytes at a time (CVE-2019-9511). */
    WINDOW_DRIP(400, "window-drip", "the window is opened in too small steps"),
    /** HTTP/2: a stream whose data is not taken. */
    SLOW_READER(408, "slow-reader", "the answer was not taken in time");

    private final int status;
    private final String key;
    private final String words;

    Refusal(int status, String key, String words) {
        this.status = status;
        this.key = key;
        this.words = words;
    }

    /** What a client is answered, 400..599. */
    public int status() {
        return status;
    }

    /** The word of metrics. */
    public String key() {
        return key;
    }

    /** For the log and the answer. */
    public String words() {
        return words;
    }
}
