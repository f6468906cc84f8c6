package io.weir.core.control;

/** The state of a virtual service, as the overview shows it. */
public enum ServiceState {
    /** Every online server is healthy. */
    UP("up"),
    /** Some can serve, some cannot. */
    DEGRADED("degraded"),
    /** None can serve; the fallback does. */
    FALLBACK("fallback"),
    /** None can serve and there is no fallback. */
    DOWN("down"),
    /** Switched off in the configuration. */
    DISABLED("disabled");

    private final String key;

    ServiceState(String key) {
        this.key = key;
    }

    /** The word of status and API. */
    public String key() {
        return key;
    }
}
