package io.weir.core.health;

import io.weir.core.net.IpAddress;
import io.weir.core.service.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * What is checked, from where and how. A check goes on untouched for as long as its target stays equal.
 *
 * @param address the server's address
 * @param port the TCP or UDP port, 1..65535; 0 for types that have none
 * @param source the address the check comes from; null for the one the routing table picks
 * @param check type, times and counts
 * @param frontend what clients connect to, for checks that tell their server of it or go through it; null for all
 *     others, so that one target serves many services
 */
public record CheckTarget(
        IpAddress address,
        int port,
        @Nullable IpAddress source,
        HealthCheck check,
        @Nullable Frontend frontend) {
    /** Of a check that needs the server only. */
    public CheckTarget(IpAddress address, int port, @Nullable IpAddress source, HealthCheck check) {
        this(address, port, source, check, null);
    }

    /**
     * What clients connect to.
     *
     * @param service the virtual service's name
     * @param vip its address
     * @param port its first port; 0 for all ports
     */
    public record Frontend(String service, IpAddress vip, int port) {}

    /** The same for all who get the same answers by asking alike, however they count them: it is asked once for all. */
    CheckTarget shared() {
        return new CheckTarget(address, port, source, check.uncounted(), frontend);
    }
}
