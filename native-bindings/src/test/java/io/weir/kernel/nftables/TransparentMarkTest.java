package io.weir.kernel.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.Privileges;
import io.weir.kernel.testing.TestHost;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table of transparent mode as nft lists it, and its life. */
@ExtendWith(NoLeakedDescriptors.class)
class TransparentMarkTest {
    private static final String RULE =
            "meta l4proto %s socket transparent 1 meta mark set meta mark | 0x01000000" + " comment \"%s\" ";

    private TestHost host;

    @BeforeEach
    void open() throws Exception {
        Privileges.requirePrograms("nft");
        host = TestHost.create();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void theTableReadsAsNftWouldWriteItAndGoesWhenClosed() throws Exception {
        host.run("nft", "add table inet other");
        try (TransparentMark mark = host.call(TransparentMark::install)) {
            assertThat(mark).isNotNull();
            assertThat(ruleset())
                    .contains("table inet weir-transparent { flags owner"
                            + " chain prerouting { type filter hook prerouting priority mangle; policy accept; "
                            + RULE.formatted("tcp", "answers to connections from clients' addresses")
                            + RULE.formatted("icmp", "errors of routers about them")
                            + RULE.formatted("ipv6-icmp", "errors of routers about them")
                            + "} }");
            assertThatThrownBy(() -> host.call(TransparentMark::install))
                    .isInstanceOf(TableOwnedException.class)
                    .hasMessageContaining("another process owns table inet weir-transparent");
        }
        assertThat(ruleset()).isEqualTo("table inet other { }");
    }

    @Test
    void whatAKernelWithoutOwnersKeptIsReplaced() throws Exception {
        host.run("nft", "add table inet weir-transparent; add chain inet weir-transparent left");

        try (TransparentMark mark = host.call(TransparentMark::install)) {
            assertThat(mark).isNotNull();
            assertThat(ruleset()).contains("socket transparent").doesNotContain("left");
        }
        assertThat(ruleset()).isEmpty();
    }

    private String ruleset() {
        return host.run("nft", "list", "ruleset")
                .replaceAll("#.*", "")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
