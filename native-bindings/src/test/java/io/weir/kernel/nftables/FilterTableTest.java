package io.weir.kernel.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.FilterRules.Replies;
import io.weir.kernel.filter.FilterRules.Translated;
import io.weir.kernel.filter.FilterWorld;
import io.weir.kernel.filter.Sessions;
import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.sys.PortRange;
import io.weir.kernel.sys.PortSet;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The table as nft lists it, and its life. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FilterTableTest {
    /** No flag of any kernel, as the owner's is none of a kernel before 5.12. */
    private static final int UNKNOWN_FLAG = 0x4000_0000;

    private FilterWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new FilterWorld();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theTableReadsAsNftWouldWriteIt() throws Exception {
        try (NftIngressFilter filter = world.filter(NftIngressFilter::open)) {
            filter.replace(new FilterRules(
                    Set.of(address("192.0.2.77"), address("2001:db8::77")),
                    Set.of(
                            new Replies(
                                    address("192.0.2.20"),
                                    TransportProtocol.TCP,
                                    PortSet.of(new PortRange(80, 80), new PortRange(8000, 8099))),
                            new Replies(address("192.0.2.20"), TransportProtocol.TCP, PortSet.of(8050, 8200)),
                            new Replies(address("2001:db8::20"), TransportProtocol.UDP, PortSet.of(53, 53))),
                    Set.of(address("192.0.2.10")),
                    Set.of(new Translated(address("192.0.2.10"), PortSet.of(10_240, 32_767)))));

            assertThat(filter.removedByKernel()).isTrue();
            assertThat(words(ruleset()))
                    .contains("table netdev weir")
                    .contains("flags owner")
                    .contains("type filter hook ingress device \"eth0\" priority 500; policy accept;")
                    .contains("set hidden4_1 { type ipv4_addr size 1 elements = { 192.0.2.77 } }")
                    .contains("set hidden6_1 { type ipv6_addr size 1 elements = { 2001:db8::77 } }")
                    .contains("elements = { 192.0.2.20 . tcp . 80, 192.0.2.20 . tcp . 8000-8200 }")
                    .contains("elements = { 2001:db8::20 . udp . 53 }")
                    .contains("elements = { 192.0.2.10 . tcp . 10240-32767, 192.0.2.10 . udp . 10240-32767 }")
                    .contains("chain ip4 {"
                            + " @nh,128,32 @hidden4_1 drop comment \"to hidden addresses\""
                            + " @nh,48,16 & 0x1fff != 0x0 return comment \"later fragments have no ports\""
                            + " @nh,96,32 . meta l4proto . th sport @replies4_1 @nh,128,32 != @local4_1 drop"
                            + " comment \"replies of servers\""
                            + " @nh,128,32 . meta l4proto . th dport @translated4_1 drop"
                            + " comment \"to translated ports\" }")
                    .contains("chain ip6 {"
                            + " @nh,192,128 @hidden6_1 drop comment \"to hidden addresses\""
                            + " icmpv6 type nd-neighbor-solicit @th,64,128 @hidden6_1 @nh,64,128 != @hidden6_1 drop"
                            + " comment \"solicitations for hidden addresses\""
                            + " frag frag-off != 0 return comment \"later fragments have no ports\""
                            + " @nh,64,128 . meta l4proto . th sport @replies6_1 drop"
                            + " comment \"replies of servers\" }")
                    .contains("chain arp { @nh,32,32 0x6040001 @nh,192,32 @hidden4_1 @nh,112,32 != @hidden4_1 drop");
        }
    }

    @Test
    void manyServicesTakeNoMoreRulesThanOne() throws Exception {
        try (NftIngressFilter filter = world.filter(NftIngressFilter::open)) {
            filter.replace(services(1));
            long few = rules();
            filter.replace(services(2000));

            assertThat(rules()).isEqualTo(few);
            assertThat(ruleset()).contains("10.0.7.207").doesNotContain("hidden4_1");
            Sessions.talk(world.peer(), world.host(), "192.0.2.10", 22);

            filter.replace(FilterRules.NONE);
            assertThat(ruleset()).doesNotContain("10.0.", "set ", " drop ");
        }
    }

    @Test
    void theTableGoesWhenTheFilterIsClosed() throws Exception {
        world.filter(NftIngressFilter::open).close();

        assertThat(ruleset()).isBlank();
    }

    @Test
    void theTableGoesWhenTheProcessIsKilled() throws Exception {
        String classes = location(NftIngressFilter.class) + File.pathSeparator + location(HeldFilter.class);
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        world.host().name(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        HeldFilter.class.getName(),
                        FilterWorld.LINK)
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("filtering");
            assertThat(ruleset()).contains("table netdev weir", "192.0.2.77");
            assertThatThrownBy(() -> world.host().call(NftIngressFilter::open))
                    .isInstanceOf(TableOwnedException.class)
                    .hasMessageContaining("another process owns table netdev weir");
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        Await.until("the kernel has removed the table", () -> ruleset().isBlank());
        world.filter(NftIngressFilter::open).close();
    }

    @Test
    void aKernelWithoutOwnersGetsATableThatTheNextStartReplaces() throws Exception {
        world.host().run("nft", "add table netdev weir; add chain netdev weir left");
        try (NftIngressFilter filter = world.host().call(() -> NftIngressFilter.open(UNKNOWN_FLAG))) {
            assertThat(filter.removedByKernel()).isFalse();
            assertThat(ruleset()).contains("table netdev weir").doesNotContain("left", "owner");
            filter.addLink(FilterWorld.LINK);
            assertThat(ruleset()).contains("ingress_eth0");
        }
        assertThat(ruleset()).isBlank();

        world.host().run("nft", "add table netdev weir; add chain netdev weir left");
        try (NftIngressFilter filter = world.filter(NftIngressFilter::open)) {
            assertThat(filter.removedByKernel()).isTrue();
            assertThat(ruleset()).contains("owner").doesNotContain("left");
        }
    }

    @Test
    void tablesOfOthersAreLeftAlone() throws Exception {
        world.host().run("nft", "add table netdev other; add table inet weir");
        world.filter(NftIngressFilter::open).close();

        assertThat(words(ruleset())).isEqualTo("table netdev other { } table inet weir { }");
    }

    @Test
    void linksComeAndGo() throws Exception {
        try (NftIngressFilter filter = world.filter(NftIngressFilter::open)) {
            filter.replace(services(1));
            world.host().ip("link", "add", "eth1", "type", "veth", "peer", "name", "eth2");
            filter.addLink("eth1");
            assertThat(filter.links()).containsExactlyInAnyOrder("eth0", "eth1");
            assertThat(ruleset()).contains("ingress_eth0", "ingress_eth1");

            filter.addLink("eth1");
            world.host().ip("link", "del", "eth1");
            world.host().ip("link", "add", "eth1", "type", "veth", "peer", "name", "eth2");
            filter.addLink("eth1");
            assertThat(words(ruleset())).contains("hook ingress device \"eth1\"");

            world.host().ip("link", "del", "eth1");
            filter.removeLink("eth1");
            filter.removeLink("eth1");
            filter.removeLink(FilterWorld.LINK);
            assertThat(filter.links()).isEmpty();
            assertThat(ruleset()).doesNotContain("ingress_");
        }
    }

    private static FilterRules services(int count) throws IOException {
        Set<InetAddress> hidden = new HashSet<>();
        Set<Replies> replies = new HashSet<>();
        for (int i = 0; i < count; i++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, (byte) (i >> 8), (byte) i});
            hidden.add(address);
            replies.add(new Replies(address, TransportProtocol.TCP, PortSet.of(80, 80)));
        }
        return new FilterRules(
                hidden,
                replies,
                Set.of(address("192.0.2.10")),
                Set.of(new Translated(address("192.0.2.10"), PortSet.of(10_240, 32_767))));
    }

    private long rules() {
        return ruleset().lines().filter(line -> line.contains(" drop ")).count();
    }

    private String ruleset() {
        return world.host().run("nft", "list", "ruleset");
    }

    private static String words(String text) {
        return text.replaceAll("#.*", "").replaceAll("\\s+", " ").strip();
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    private static InetAddress address(String text) throws IOException {
        return InetAddress.getByName(text);
    }
}
