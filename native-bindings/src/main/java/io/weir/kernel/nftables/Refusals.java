package io.weir.kernel.nftables;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;

/** What the administrator can do about a kernel that refuses the filter. */
final class Refusals {
    private static final String NEEDED = "Linux 5.6 or later with CONFIG_NF_TABLES, CONFIG_NF_TABLES_NETDEV and"
            + " CONFIG_NETFILTER_INGRESS; try \"modprobe nf_tables\", or boot a kernel that has them,"
            + " as those of the distributions";

    private Refusals() {}

    /**
     * The same refusal with advice.
     *
     * @param netAdmin whether the process has CAP_NET_ADMIN
     */
    static IOException explain(ErrnoException refusal, boolean netAdmin) {
        if (refusal.errno() == Errno.EPERM && netAdmin) {
            return new TableOwnedException("netdev " + NftIngressFilter.TABLE, refusal);
        }
        String advice = switch (refusal.errno()) {
            case Errno.EPROTONOSUPPORT ->
                "this kernel has no netfilter netlink (CONFIG_NETFILTER_NETLINK). Layer 4 needs " + NEEDED;
            case Errno.EOPNOTSUPP -> "this kernel has no nf_tables for ingress hooks. Layer 4 needs " + NEEDED;
            case Errno.EPERM -> "needs CAP_NET_ADMIN";
            case Errno.ENOENT ->
                "no such interface, or a kernel without filter chains for ingress hooks. Layer 4 needs " + NEEDED;
            default -> "";
        };
        return advice.isEmpty() ? refusal : new ErrnoException(refusal.call(), refusal.errno(), advice);
    }
}
