package io.weir.core.control;

/** A command named a service or server that does not exist. The message says which names do. */
public final class UnknownTargetException extends Exception {
    private static final long serialVersionUID = 1;

    UnknownTargetException(String message) {
        super(message);
    }
}
