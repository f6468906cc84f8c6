package io.weir.kernel.netlink;

/**
 * A rule of policy routing: packets with a mark are looked up in a table, as by {@code ip rule add pref PRIORITY fwmark
 * MARK/MASK lookup TABLE}.
 *
 * @param v6 whether it is for IPv6, else for IPv4
 * @param priority the lower is asked first; 1..32765 stands between the kernel's own first and last two
 * @param mark what the masked mark of a packet must be
 * @param mask the bits that count, not 0
 * @param table the table's number, at least 1
 */
public record RoutingRule(boolean v6, int priority, int mark, int mask, int table) {
    /** As {@code ip rule} shows it. */
    public String text() {
        return (v6 ? "IPv6 " : "IPv4 ") + priority + ": fwmark 0x" + Integer.toHexString(mark) + "/0x"
                + Integer.toHexString(mask) + " lookup " + table;
    }
}
