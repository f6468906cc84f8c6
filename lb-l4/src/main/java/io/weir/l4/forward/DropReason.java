package io.weir.l4.forward;

import io.weir.core.wire.ParseCode;
import java.util.Arrays;

/**
 * Why a frame went nowhere. Plain ints from 0 to {@link #COUNT}-1, so that a counter per reason is an array: first the
 * codes of {@link ParseCode}, for frames that are broken, then those of the packet path. A frame that was answered in
 * its stead, as with a reset, is counted here too.
 */
public final class DropReason {
    private static final int FIRST = ParseCode.COUNT;

    /** Another host's frame, which a switch flooded. */
    public static final int OTHER_STATION = FIRST;
    /** A port of a VIP that no service serves. */
    public static final int NO_SERVICE = FIRST + 1;
    /** No server is up, and there is no fallback; or all that are up have their most connections. */
    public static final int NO_SERVER = FIRST + 2;
    /** The service has its most connections. */
    public static final int SERVICE_FULL = FIRST + 3;
    /** A segment of a TCP connection that we do not know and that is no beginning of one. */
    public static final int NO_FLOW = FIRST + 4;
    /** The flow table is full of flows that may not be evicted. */
    public static final int FLOWS_FULL = FIRST + 5;
    /** Every source port towards this server is in use. */
    public static final int NO_SOURCE_PORT = FIRST + 6;
    /** The server's Ethernet address is not known, and the wait for it was in vain. */
    public static final int UNRESOLVED = FIRST + 7;
    /** Too many frames wait for Ethernet addresses. */
    public static final int UNRESOLVED_FULL = FIRST + 8;
    /** The server was halted. */
    public static final int HALTED = FIRST + 9;
    /** The last hop was used up. */
    public static final int HOP_LIMIT = FIRST + 10;
    /** Larger than the next link takes, and not to be fragmented. */
    public static final int TOO_BIG = FIRST + 11;
    /** A later fragment whose first one never came. */
    public static final int FRAGMENT_LOST = FIRST + 12;
    /** A later fragment whose first is not here yet, too large to wait for it. */
    public static final int FRAGMENTS_FULL = FIRST + 13;
    /** An ICMP error about nothing that we know. */
    public static final int ICMP_UNRELATED = FIRST + 14;
    /** A protocol or message to a VIP that is not served. */
    public static final int NOT_SERVED = FIRST + 15;
    /** Another worker's, whose ring was full. */
    public static final int HANDOVER_FULL = FIRST + 16;

    /** The server could not tell the flow from another of the same client port. */
    public static final int REPLIES_MIXED = FIRST + 17;

    /** Of our own address: a server without the VIP forwarded a health check, or somebody made it up. */
    public static final int OWN_SOURCE = FIRST + 18;

    /** The number of reasons. */
    public static final int COUNT = FIRST + 19;

    private static final String[] NAMES = new String[COUNT];
    private static final String[] DESCRIPTIONS = new String[COUNT];

    static {
        for (int code = 0; code < FIRST; code++) {
            is(code, ParseCode.name(code), ParseCode.description(code));
        }
        is(OTHER_STATION, "other-station", "another host's frame, which a switch flooded");
        is(NO_SERVICE, "no-service", "no service on this port of the VIP");
        is(NO_SERVER, "no-server", "servers are down, and there is no fallback; or all that are up are full");
        is(SERVICE_FULL, "service-full", "the service is at its max-connections");
        is(NO_FLOW, "no-flow", "a TCP segment of a connection that is not known");
        is(FLOWS_FULL, "flows-full", "the flow table is full; raise l4.max-flows");
        is(NO_SOURCE_PORT, "no-source-port", "no free source port to the server was found; add l4.snat-addresses");
        is(UNRESOLVED, "unresolved", "the server does not answer ARP or neighbour solicitations");
        is(UNRESOLVED_FULL, "unresolved-full", "too many frames wait for Ethernet addresses");
        is(HALTED, "halted", "the server was halted");
        is(HOP_LIMIT, "hop-limit", "the last hop was used up");
        is(TOO_BIG, "too-big", "larger than the next link's MTU");
        is(FRAGMENT_LOST, "fragment-lost", "a later fragment whose first one did not come");
        is(FRAGMENTS_FULL, "fragments-full", "a fragment too large to wait for its first");
        is(ICMP_UNRELATED, "icmp-unrelated", "an ICMP error about no known flow");
        is(NOT_SERVED, "not-served", "a protocol or message that is not served on a VIP");
        is(
                REPLIES_MIXED,
                "replies-mixed",
                "the client's port is in use towards the same server through another VIP or port");
        is(OWN_SOURCE, "own-source", "it came in from an address of this machine");
        is(HANDOVER_FULL, "handover-full", "the worker it belongs to is behind");
    }

    private DropReason() {}

    private static void is(int reason, String name, String description) {
        NAMES[reason] = name;
        DESCRIPTIONS[reason] = description;
    }

    /** The word for counters, metrics and the recorder, such as {@code no-server}. */
    public static String name(int reason) {
        return NAMES[reason];
    }

    /** What it means. */
    public static String description(int reason) {
        return DESCRIPTIONS[reason];
    }

    /** The reason of a name, or -1. */
    public static int ofName(String name) {
        return Arrays.asList(NAMES).indexOf(name);
    }
}
