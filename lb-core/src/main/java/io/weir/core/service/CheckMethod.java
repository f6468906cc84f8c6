package io.weir.core.service;

/** What a health check tries, with what only its type needs. Immutable; equal where it would find the same. */
public sealed interface CheckMethod {
    /** The type of the check. */
    HealthCheck.Type type();

    /** A type that needs nothing more: connect, ping, on, off. */
    record Plain(HealthCheck.Type type) implements CheckMethod {}
}
