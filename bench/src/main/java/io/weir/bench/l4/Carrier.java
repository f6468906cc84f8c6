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
 */
record Carrier(String name, L4Lab lab, String address, long pid) implements Contender {}
