package io.weir.appliance.demo;

/** A step of the demonstration showed something else than it should. */
final class UnexpectedObservation extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** The message says what was seen. */
    UnexpectedObservation(String seen) {
        super(seen);
    }
}
