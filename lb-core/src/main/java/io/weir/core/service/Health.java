package io.weir.core.service;

/** What the checks say of a server; never mixed with what the operator wants. */
public enum Health {
    /** Healthy. */
    UP("up"),
    /** Was up; failures are being counted. */
    GOING_DOWN("going-down"),
    /** Was down; successes are being counted. */
    GOING_UP("going-up"),
    /** Not healthy. */
    DOWN("down"),
    /** No verdict yet, or no checks while halted. */
    UNCHECKED("unchecked");

    private final String key;

    Health(String key) {
        this.key = key;
    }

    /** The word of the configuration file, the command line and the API. */
    public String key() {
        return key;
    }

    /** Whether new connections may go there; a server without a verdict yet gets the benefit of the doubt. */
    public boolean serves() {
        return this == UP || this == GOING_DOWN || this == UNCHECKED;
    }
}
