package io.weir.bench.l4;

import io.weir.appliance.lab.L4Lab;
import io.weir.bench.contest.Contender;

/**
 * What carries packets from a client to servers, in a lab of its own.
 *
 * @param name as the report names it
 * @param lab where it runs
 * @param address where the client finds the servers' programs
 * @param pid the daemon; 0 when the kernel carries
 * @param engine what the daemon says of how it gets its packets; empty when the kernel carries
 */
record Carrier(String name, L4Lab lab, String address, long pid, String engine) implements Contender {
    /** Carried by the kernel. */
    Carrier(String name, L4Lab lab, String address) {
        this(name, lab, address, 0, "");
    }
}
