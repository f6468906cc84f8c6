package io.weir.core.health;

import java.time.Instant;

/**
 * One result in the history of a target.
 *
 * @param at when it was known
 * @param result what it was
 */
public record CheckRecord(Instant at, CheckResult result) {}
