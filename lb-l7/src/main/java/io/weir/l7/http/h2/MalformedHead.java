package io.weir.l7.http.h2;

/** A head or trailers that RFC 9113, 8.1.1 calls malformed: a stream error. */
final class MalformedHead extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedHead(String why) {
        super(why, null, false, false);
    }
}
