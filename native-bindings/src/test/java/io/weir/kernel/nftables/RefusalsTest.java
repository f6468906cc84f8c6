package io.weir.kernel.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    @Test
    void aKernelWithoutNfTablesIsNamedWithTheRemedy() {
        assertThat(explain(Errno.EPROTONOSUPPORT, true))
                .startsWith("make it: EPROTONOSUPPORT (Protocol not supported): this kernel has no netfilter netlink")
                .contains("Linux 5.6 or later", "CONFIG_NF_TABLES_NETDEV", "modprobe nf_tables");
        assertThat(explain(Errno.EOPNOTSUPP, true))
                .contains("no nf_tables for ingress hooks", "CONFIG_NETFILTER_INGRESS", "modprobe nf_tables");
        assertThat(explain(Errno.ENOENT, true)).contains("no such interface", "CONFIG_NF_TABLES");
    }

    @Test
    void aForbiddenChangeIsForWantOfPrivilegeOrForAnotherOwner() {
        assertThat(explain(Errno.EPERM, false)).endsWith("needs CAP_NET_ADMIN");
        assertThat(explain(Errno.EPERM, true))
                .isEqualTo("another process owns table netdev weir of nf_tables: is a second weir running in this"
                        + " network namespace?");
    }

    @Test
    void otherRefusalsStayAsTheyAre() {
        ErrnoException refusal = new ErrnoException("make it", Errno.ENOMEM);

        assertThat(Refusals.explain(refusal, true)).isSameAs(refusal);
    }

    private static String explain(int errno, boolean netAdmin) {
        return String.valueOf(
                Refusals.explain(new ErrnoException("make it", errno), netAdmin).getMessage());
    }
}
