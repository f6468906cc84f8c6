package io.weir.l7.http.exchange;

import io.weir.core.service.EndReason;
import org.jspecify.annotations.Nullable;

/**
 * Why a stream ended before its time.
 *
 * @param reason for figures and log
 * @param detail in words, for the log; null where the reason says it all
 */
public record StreamEnd(EndReason reason, @Nullable String detail) {}
