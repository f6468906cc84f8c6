package io.weir.appliance.socket;

/** The admin socket cannot be opened. The message says what is wrong and what to do. */
public final class SocketUnavailable extends Exception {
    private static final long serialVersionUID = 1;

    SocketUnavailable(String message) {
        super(message);
    }

    SocketUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
