package io.weir.l7.http.h1;

import io.weir.core.service.HttpMode;

/**
 * What a message may need.
 *
 * @param headBytes most bytes of a head, or of all trailers
 * @param fields most field lines of a head, or of all trailers
 * @param bodyBytes most bytes of a request's body; 0 for no limit
 * @param connect whether CONNECT passes
 */
public record Http1Limits(int headBytes, int fields, long bodyBytes, boolean connect) {
    private static final int LINE_BYTES = 8192;
    /** Most bytes of a server's head: servers are trusted with more than clients. */
    private static final int SERVER_HEAD_BYTES = 65_536;

    private static final int SERVER_FIELDS = 256;

    /** For requests. */
    public static Http1Limits of(HttpMode mode) {
        return new Http1Limits(mode.maxHeaderBytes(), mode.maxHeaders(), mode.maxBodyBytes(), mode.connect());
    }

    /** For answers. */
    public static Http1Limits ofServers() {
        return new Http1Limits(SERVER_HEAD_BYTES, SERVER_FIELDS, 0, false);
    }

    /** Most bytes of one line: 8 KiB, or half a head where heads may be larger. */
    int lineBytes() {
        return Math.min(headBytes, Math.max(LINE_BYTES, headBytes / 2));
    }
}
