package io.weir.core.feedback;

import io.weir.core.net.IpAddress;
import io.weir.core.service.Feedback;
import org.jspecify.annotations.Nullable;

/**
 * Which agent is asked and how.
 *
 * @param address the server's
 * @param source the address it is asked from; null for the one the routing table picks
 * @param feedback type, port, path and times
 */
public record FeedbackTarget(IpAddress address, @Nullable IpAddress source, Feedback feedback) {}
