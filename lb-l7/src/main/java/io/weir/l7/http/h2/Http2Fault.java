package io.weir.l7.http.h2;

/** What a peer did that HTTP/2 or our limits do not allow; each is counted. */
public enum Http2Fault {
    /** A head or trailers that RFC 9113, 8.1.1 calls malformed. */
    MALFORMED("h2-malformed"),
    /** A head with more bytes or fields than are allowed. */
    HEAD_TOO_LARGE("h2-head-too-large"),
    /** A body with more bytes than are allowed. */
    BODY_TOO_LARGE("h2-body-too-large"),
    /** CONNECT where it is not configured. */
    CONNECT_REFUSED("h2-connect-refused"),
    /** Another error of one stream. */
    STREAM_ERROR("h2-stream-error"),
    /** An error of the connection: framing, HPACK, flow control. */
    CONNECTION_ERROR("h2-connection-error"),
    /** Streams opened and reset in quick succession (CVE-2023-44487). */
    RAPID_RESET("h2-rapid-reset"),
    /** Errors that make us reset streams in quick succession (CVE-2025-8671). */
    MADE_RESET("h2-made-reset"),
    /** CONTINUATION frames without end (CVE-2024-27316). */
    CONTINUATION_FLOOD("h2-continuation-flood"),
    /** PING, SETTINGS, PRIORITY or unknown frames without end (CVE-2019-9512, -9515). */
    CONTROL_FLOOD("h2-control-flood"),
    /** DATA frames without data (CVE-2019-9518). */
    EMPTY_DATA("h2-empty-data"),
    /** Windows opened a few bytes at a time (CVE-2019-9511). */
    WINDOW_DRIP("h2-window-drip"),
    /** No preface, or a header block that does not end. */
    HEAD_TIMEOUT("h2-head-timeout"),
    /** A stream whose data is not taken. */
    SLOW_READER("h2-slow-reader"),
    /** A stream that brings nothing. */
    STREAM_IDLE("h2-stream-idle");

    private final String key;

    Http2Fault(String key) {
        this.key = key;
    }

    /** The word of log and metrics. */
    public String key() {
        return key;
    }
}
