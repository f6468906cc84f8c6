package io.weir.l7.compress;

/** A content coding (RFC 9110, 8.4.1) that we can make. */
enum Coding {
    /** RFC 7932. */
    BROTLI("br", 4),
    /** RFC 1952. */
    GZIP("gzip", 1);

    private final String token;
    private final int places;

    Coding(String token, int places) {
        this.token = token;
        this.places = places;
    }

    /** Its name in Content-Encoding. */
    String token() {
        return token;
    }

    /** Places of {@link EncoderPlaces} that an encoder takes: about 256 KiB of memory each. */
    int places() {
        return places;
    }
}
