package io.weir.appliance.status;

import java.time.Instant;

/**
 * What does not change while a daemon runs.
 *
 * @param version of the build
 * @param transport the system interface under the proxy
 * @param startedAt when it started
 * @param pid its process id
 */
public record DaemonFacts(String version, String transport, Instant startedAt, long pid) {}
