package io.weir.l7.tls;

/** A file of TLS that cannot be used; the message names it and says what would be right. */
final class TlsFileException extends Exception {
    private static final long serialVersionUID = 1;

    TlsFileException(String message) {
        super(message);
    }
}
