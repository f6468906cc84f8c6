package io.weir.arp.vip;

import static io.weir.arp.vip.Snapshots.EMPTY;
import static io.weir.arp.vip.Snapshots.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.arp.announce.AddressAnnouncer;
import io.weir.arp.announce.ManualTimer;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane.Staged;
import io.weir.core.control.Snapshot;
import io.weir.core.service.Mode;
import io.weir.kernel.sys.Errno;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class VipAddressesTest {
    private final MemoryHost host = MemoryHost.withLoopback().with("eth0", true, "192.0.2.10/24", "2001:db8::10/64");
    private final ManualTimer timer = new ManualTimer();
    private final List<Integer> announcedOn = new ArrayList<>();
    private final VipAddresses addresses = plane();

    private VipAddresses plane() {
        return new VipAddresses(
                host, new AddressAnnouncer((interfaceIndex, frames) -> announcedOn.add(interfaceIndex), timer));
    }

    @Test
    void anAddressGoesOnTheInterfaceWhoseSubnetHoldsItAndLeavesAtClose() throws Exception {
        apply(Snapshots.of(service("web", "192.0.2.77", null), service("web6", "2001:db8::77", null)));

        assertThat(host.addressesOf("eth0"))
                .containsExactly("192.0.2.10/24", "2001:db8::10/64", "192.0.2.77/32 marked", "2001:db8::77/128 marked");

        addresses.close();
        assertThat(host.addressesOf("eth0")).containsExactly("192.0.2.10/24", "2001:db8::10/64");
    }

    @Test
    void theNarrowestSubnetWins() throws Exception {
        host.with("eth1", true, "192.0.2.66/26").with("eth2", false, "192.0.2.74/28");

        apply(Snapshots.of(service("web", "192.0.2.77", null)));

        assertThat(host.addressesOf("eth1")).contains("192.0.2.77/32 marked");
    }

    @Test
    void theConfiguredInterfaceWinsOverTheSubnets() throws Exception {
        host.with("eth1", true);

        apply(Snapshots.of(service("web", "192.0.2.77", "eth1")));

        assertThat(host.addressesOf("eth1")).containsExactly("192.0.2.77/32 marked");
    }

    @Test
    void stagingMakesItBindableAndRollbackTakesItBack() throws Exception {
        Staged staged = addresses.stage(EMPTY, Snapshots.of(service("web", "192.0.2.77", null)));
        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32 marked");

        staged.rollback();
        assertThat(host.addressesOf("eth0")).containsExactly("192.0.2.10/24", "2001:db8::10/64");
        timer.advance(Duration.ofSeconds(5));
        assertThat(announcedOn).isEmpty();
    }

    @Test
    void newAddressesAreAnnouncedAtCommitAndOldOnesNotAgain() throws Exception {
        Snapshot first = Snapshots.of(service("web", "192.0.2.77", null));
        apply(first);
        timer.advance(Duration.ofSeconds(5));
        assertThat(announcedOn).hasSize(5).containsOnly(2);

        apply(first);
        timer.advance(Duration.ofSeconds(5));
        assertThat(announcedOn).hasSize(5);
    }

    @Test
    void anAddressSomeoneElseHasPutThereIsUsedAndLeft() throws Exception {
        host.put("eth0", "192.0.2.77/24", false);

        apply(Snapshots.of(service("web", "192.0.2.77", null), service("lo", "192.0.2.77", "eth9")));
        addresses.close();

        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/24");
        assertThat(announcedOn).isEmpty();
    }

    @Test
    void loopbackDisabledAndLayer4ServicesNeedNoAddress() throws Exception {
        apply(Snapshots.of(
                service("local", "127.0.0.5", null),
                service("local6", "::1", null),
                service("off", "192.0.2.78", null, false, Mode.L7_SNAT),
                service("dr", "192.0.2.79", null, true, Mode.L4_DR)));

        assertThat(host.addressesOf("eth0")).containsExactly("192.0.2.10/24", "2001:db8::10/64");
        assertThat(host.addressesOf("lo")).containsExactly("127.0.0.1/8");
    }

    @Test
    void anAddressStaysUntilTheLastServiceThatSharesItIsGone() throws Exception {
        apply(Snapshots.of(service("http", "192.0.2.77", null), service("https", "192.0.2.77", "eth0")));
        apply(Snapshots.of(service("https", "192.0.2.77", null)));
        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32 marked");

        apply(EMPTY);
        assertThat(host.addressesOf("eth0")).doesNotContain("192.0.2.77/32 marked");
    }

    @Test
    void anAddressNoLongerNeededStaysUntilCommit() throws Exception {
        apply(Snapshots.of(service("web", "192.0.2.77", null)));

        Staged staged = addresses.stage(EMPTY, EMPTY);
        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32 marked");
        staged.rollback();
        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32 marked");
    }

    @Test
    void anAddressMovesWithItsConfiguredInterface() throws Exception {
        host.with("eth1", true);
        apply(Snapshots.of(service("web", "192.0.2.77", null)));

        apply(Snapshots.of(service("web", "192.0.2.77", "eth1")));

        assertThat(host.addressesOf("eth0")).doesNotContain("192.0.2.77/32 marked");
        assertThat(host.addressesOf("eth1")).containsExactly("192.0.2.77/32 marked");
    }

    @Test
    void whatAKilledProcessLeftBehindIsAdoptedOrRemoved() throws Exception {
        host.put("eth0", "192.0.2.77/32", true);
        host.put("eth0", "192.0.2.78/32", true);

        apply(Snapshots.of(service("web", "192.0.2.77", null)));
        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32 marked").doesNotContain("192.0.2.78/32 marked");

        addresses.close();
        assertThat(host.addressesOf("eth0")).containsExactly("192.0.2.10/24", "2001:db8::10/64");
    }

    @Test
    void aStartThatFailsTakesNothingFromADaemonThatRuns() throws Exception {
        apply(Snapshots.of(service("web", "192.0.2.77", null)));

        VipAddresses second = plane();
        second.stage(EMPTY, EMPTY).rollback();
        second.close();

        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32 marked");
    }

    @Test
    void withoutMarksTheProcessRemembersItsAddresses() throws Exception {
        host.forgetMarks();
        apply(Snapshots.of(service("web", "192.0.2.77", null)));
        apply(Snapshots.of(service("web", "192.0.2.77", null), service("api", "192.0.2.78", null)));
        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32", "192.0.2.78/32");

        apply(Snapshots.of(service("api", "192.0.2.78", null)));
        assertThat(host.addressesOf("eth0")).contains("192.0.2.78/32").doesNotContain("192.0.2.77/32");
        addresses.close();
        assertThat(host.addressesOf("eth0")).containsExactly("192.0.2.10/24", "2001:db8::10/64");
    }

    @Test
    void anAddressTheOperatorTookAwayComesBackWithTheNextConfiguration() throws Exception {
        Snapshot snapshot = Snapshots.of(service("web", "192.0.2.77", null));
        apply(snapshot);
        host.take("eth0", "192.0.2.77");

        apply(snapshot);

        assertThat(host.addressesOf("eth0")).contains("192.0.2.77/32 marked");
    }

    @Test
    void allProblemsAreToldAtOnceAndNothingChanges() {
        host.with("eth1", false, "198.51.100.1/24");

        assertProblems(
                () -> addresses.stage(
                        EMPTY,
                        Snapshots.of(
                                service("good", "192.0.2.77", null),
                                service("web", "203.0.113.5", null),
                                service("api", "192.0.2.78", "eth9"),
                                service("down", "198.51.100.5", null),
                                service("a", "192.0.2.79", "eth0"),
                                service("b", "192.0.2.79", "eth1"))),
                "service \"a\" and service \"b\" share 192.0.2.79 but name different interfaces, eth0 and eth1; name the",
                "service \"web\": no interface has a subnet that holds the address 203.0.113.5; use an address of one of"
                        + " the subnets here, or say with \"interface:\" which interface carries it. Interfaces:"
                        + " eth0 (192.0.2.10/24 2001:db8::10/64), eth1 (198.51.100.1/24, down)",
                "service \"api\": there is no interface \"eth9\" to carry the address 192.0.2.78. Interfaces: eth0",
                "service \"down\": interface eth1 is down, so its address 198.51.100.5 would not be reached");
        assertThat(host.addressesOf("eth0")).containsExactly("192.0.2.10/24", "2001:db8::10/64");
    }

    @Test
    void aBroadcastAddressIsRefused() {
        assertProblems(
                () -> addresses.stage(EMPTY, Snapshots.of(service("web", "192.0.2.255", null))),
                "service \"web\": the address 192.0.2.255 is the broadcast address of a subnet of eth0; use another");
    }

    @Test
    void aMissingCapabilityIsNamedWithTheCommandThatReplacesIt() {
        host.refuse("192.0.2.77", Errno.EPERM);
        host.refuse("2001:db8::77", Errno.EACCES);

        assertProblems(
                () -> addresses.stage(
                        EMPTY,
                        Snapshots.of(
                                service("good", "192.0.2.76", null),
                                service("web", "192.0.2.77", null),
                                service("web6", "2001:db8::77", null))),
                "service \"web\": the address 192.0.2.77 cannot be put on eth0 without CAP_NET_ADMIN; run as root, grant"
                        + " the capability, or put the address there yourself: ip addr add 192.0.2.77/32 dev eth0",
                "service \"web6\": the address 2001:db8::77 cannot be put on eth0: RTM_NEWADDR 2001:db8::77: EACCES");
        assertThat(host.addressesOf("eth0")).as("added before the refusal").doesNotContain("192.0.2.76/32 marked");
    }

    @Test
    void anAddressThatAppearsMeanwhileIsUsedAndLeft() throws Exception {
        host.refuse("192.0.2.77", Errno.EEXIST);

        apply(Snapshots.of(service("web", "192.0.2.77", null)));

        timer.advance(Duration.ofSeconds(5));
        assertThat(announcedOn).isEmpty();
    }

    private void apply(Snapshot next) throws ApplyException {
        addresses.stage(EMPTY, next).commit();
        addresses.adopt(EMPTY, next);
    }

    private static void assertProblems(ThrowingCallable stage, String... texts) {
        assertThatThrownBy(stage).isInstanceOf(ApplyException.class).hasMessageContainingAll(texts);
    }
}
