package io.weir.appliance.lab;

/** A lab that cannot be built, a program in it that failed, or a condition that did not come in time. */
public final class LabException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The message says what was wanted and what was seen instead. */
    public LabException(String message) {
        super(message);
    }

    /** As above, with what the machine said. */
    public LabException(String message, Throwable cause) {
        super(message, cause);
    }
}
