package io.weir.kernel.netlink;

import io.weir.kernel.sys.LinuxSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Reads RTM_NEWRULE of IPv4 and IPv6. */
final class RuleReader {
    private RuleReader() {}

    /** A rule by mark; null for rules of other kinds and families. */
    static @Nullable RoutingRule parse(MemorySegment segment, long body, long end) throws IOException {
        if (end - body < FibRuleHdr.SIZEOF) {
            return null;
        }
        int family = FibRuleHdr.family(segment, body);
        boolean known = family == LinuxSocket.AF_INET || family == LinuxSocket.AF_INET6;
        if (!known || FibRuleHdr.action(segment, body) != FibRuleHdr.FR_ACT_TO_TBL) {
            return null;
        }
        int priority = 0;
        int mark = 0;
        int mask = 0;
        int table = FibRuleHdr.table(segment, body);
        Attributes attributes = new Attributes(segment, body + FibRuleHdr.SIZEOF, end);
        while (attributes.next()) {
            switch (attributes.type()) {
                case FibRuleHdr.FRA_PRIORITY -> priority = attributes.u32();
                case FibRuleHdr.FRA_FWMARK -> mark = attributes.u32();
                case FibRuleHdr.FRA_FWMASK -> mask = attributes.u32();
                case FibRuleHdr.FRA_TABLE -> table = attributes.u32();
                default -> {}
            }
        }
        return mask == 0 ? null : new RoutingRule(family == LinuxSocket.AF_INET6, priority, mark, mask, table);
    }
}
