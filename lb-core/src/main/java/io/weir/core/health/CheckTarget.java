package io.weir.core.health;

import io.weir.core.net.IpAddress;
import io.weir.core.service.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * What is checked, from where and how. A check goes on untouched for as long as its target stays equal.
 *
 * @param address the server's address
 * @param port the TCP port, 1..65535
 * @param source the address the check comes from; null for the one the routing table picks
 * @param check type, times and counts
 */
public record CheckTarget(
        IpAddress address, int port, @Nullable IpAddress source, HealthCheck check) {
    /** The same for all who get the same answers by asking alike, however they count them: it is asked once for all. */
    CheckTarget shared() {
        return new CheckTarget(address, port, source, check.uncounted());
    }
}
