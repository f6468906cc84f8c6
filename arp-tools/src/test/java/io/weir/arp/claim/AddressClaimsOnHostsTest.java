package io.weir.arp.claim;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.announce.AddressAnnouncer;
import io.weir.arp.announce.AnnouncementFrames;
import io.weir.arp.announce.FrameSender;
import io.weir.arp.announce.SolicitedGroups;
import io.weir.arp.wire.Interfaces;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.packet.IfPacket;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The real kernel: a balancer and a station that may have its VIP. */
@ExtendWith(NoLeakedDescriptors.class)
class AddressClaimsOnHostsTest {
    private static final IpAddress VIP = IpAddress.of("192.0.2.77");
    private static final IpAddress VIP_V6 = IpAddress.of("2001:db8::77");
    private static final MacAddress OURS = new MacAddress(0x0200_0000_000aL);
    private static final MacAddress THEIRS = new MacAddress(0x0200_0000_0020L);

    private final List<String> events = new CopyOnWriteArrayList<>();
    private TestHost balancer;
    private TestHost station;
    private AddressClaims claims;
    private int eth0;

    @BeforeEach
    void connect() throws Exception {
        balancer = TestHost.create();
        station = TestHost.create();
        balancer.connect("eth0", station, "eth0");
        balancer.ip("link", "set", "eth0", "address", OURS.toString());
        station.ip("link", "set", "eth0", "address", THEIRS.toString());
        balancer.ip("addr", "add", "192.0.2.10/24", "dev", "eth0");
        balancer.ip("addr", "add", "2001:db8::10/64", "dev", "eth0", "nodad");
        station.ip("addr", "add", "192.0.2.20/24", "dev", "eth0");
        station.ip("addr", "add", "2001:db8::20/64", "dev", "eth0", "nodad");
        eth0 = Interfaces.index(balancer, "eth0");
        claims = balancer.call(() -> AddressClaims.open(listener(), Duration.ofMillis(100)));
    }

    @AfterEach
    void disconnect() {
        if (claims != null) {
            claims.close();
        }
        for (TestHost host : new TestHost[] {balancer, station}) {
            if (host != null) {
                host.close();
            }
        }
    }

    private ClaimListener listener() {
        return new ClaimListener() {
            @Override
            public void contested(WantedClaim held, MacAddress mac, @Nullable String server) {
                events.add("contested " + held.address() + " " + mac + " " + server);
            }

            @Override
            public void available(Claim claim) {
                events.add("available " + claim.wanted().address());
            }
        };
    }

    @Test
    void freeAddressesAreOurs() throws Exception {
        assertThat(claim(wanted(VIP), wanted(VIP_V6)))
                .extracting(Claim::outcome)
                .containsExactly(Claim.Outcome.OWNED, Claim.Outcome.OWNED);
        assertThat(station.ip("neigh", "show", "dev", "eth0"))
                .as("probes teach nobody")
                .doesNotContain("77");
    }

    @Test
    void anotherOwnerIsNamedAndTheOthersAreOurs() throws Exception {
        station.ip("addr", "add", VIP + "/24", "dev", "eth0");
        station.ip("addr", "add", VIP_V6 + "/64", "dev", "eth0", "nodad");

        List<Claim> found = claim(wanted(VIP), wanted(IpAddress.of("192.0.2.78")), wanted(VIP_V6));

        assertThat(found)
                .extracting(Claim::outcome)
                .containsExactly(Claim.Outcome.CONFLICT, Claim.Outcome.OWNED, Claim.Outcome.CONFLICT);
        assertThat(found.get(0).otherOwner()).isEqualTo(THEIRS);
        assertThat(found.get(2).otherOwner()).isEqualTo(THEIRS);
    }

    @Test
    void aServerThatAnswersForItsOwnVipIsReported() throws Exception {
        station.ip("addr", "add", VIP + "/32", "dev", "lo");
        station.ip("addr", "add", VIP_V6 + "/128", "dev", "eth0", "nodad");

        List<Claim> found = claim(wanted(VIP, "192.0.2.20"), wanted(VIP_V6, "2001:db8::20"));

        assertThat(found)
                .allMatch(claim -> claim.outcome() == Claim.Outcome.OWNED)
                .allSatisfy(claim -> assertThat(claim.answeredBy()).containsExactly(new Claim.Answer("web1", THEIRS)));
    }

    @Test
    void anInterfaceThatIsDownOrMissingProvesNothing() throws Exception {
        WantedClaim missing = new WantedClaim(VIP, 4711, OURS, List.of(), Set.of());
        assertThat(claim(missing).getFirst().problem())
                .isEqualTo("bind the packet socket to interface 4711: ENODEV (No such device)");

        balancer.ip("link", "set", "eth0", "down");
        assertThat(claim(wanted(VIP)).getFirst().outcome()).isEqualTo(Claim.Outcome.UNCHECKED);
    }

    @Test
    void anAddressInConflictIsAvailableWhenItsOwnerIsGone() throws Exception {
        station.ip("addr", "add", VIP + "/24", "dev", "eth0");
        assertThat(claim(wanted(VIP)).getFirst().outcome()).isEqualTo(Claim.Outcome.CONFLICT);
        int index = Interfaces.index(station, "eth0");
        try (PacketSocket wire = station.call(() -> PacketSocket.open(index, IfPacket.ETH_P_ARP))) {
            claims.recheck(List.of(wanted(VIP)));
            assertThat(wire.receive(Duration.ofSeconds(10)))
                    .as("it is asked for again")
                    .isNotNull();
        }
        assertThat(events).isEmpty();

        station.ip("addr", "del", VIP + "/24", "dev", "eth0");

        Await.until("it is available", () -> events.contains("available 192.0.2.77"));
    }

    @Test
    void addressesWeHoldAreDefended() throws Exception {
        claims.hold(List.of(wanted(VIP), wanted(VIP_V6)));
        int index = Interfaces.index(station, "eth0");
        for (IpAddress vip : List.of(VIP, VIP_V6)) {
            int type = vip.v6() ? IfPacket.ETH_P_IPV6 : IfPacket.ETH_P_ARP;
            try (PacketSocket wire = station.call(() -> PacketSocket.open(index, type))) {
                Await.until("it is contested", () -> {
                    station.call(() -> {
                        FrameSender.packetSocket().send(index, AnnouncementFrames.announcing(vip, THEIRS));
                        return true;
                    });
                    return events.contains("contested " + vip + " " + THEIRS + " null");
                });

                awaitFrame(wire, AnnouncementFrames.announcing(vip, OURS).getFirst());
            }
        }
        assertThat(events).as("told once").hasSize(2);
    }

    @Test
    void anAddressTheKernelDoesNotKnowIsAnnouncedToo() throws Exception {
        for (IpAddress vip : List.of(VIP, VIP_V6)) {
            station.ip(
                    "neigh", "replace", vip.toString(), "lladdr", "02:00:00:00:00:99", "dev", "eth0", "nud", "stale");
        }
        try (AddressAnnouncer announcer = balancer.call(() -> {
            AddressAnnouncer created = AddressAnnouncer.overPacketSockets();
            created.announce(VIP, eth0, "eth0", OURS);
            created.announce(VIP_V6, eth0, "eth0", OURS);
            return created;
        })) {
            for (IpAddress vip : List.of(VIP, VIP_V6)) {
                Await.until(
                        "the station knows " + vip,
                        () -> station.ip("neigh", "show", vip.toString()).contains(OURS.toString()));
            }
            announcer.withdraw(VIP, eth0);
        }
        assertThat(balancer.ip("addr")).doesNotContain(VIP.toString(), VIP_V6.toString());
    }

    @Test
    void theGroupOfAVipIsJoinedWhileItIsNeeded() throws Exception {
        IpAddress sameGroup = IpAddress.of("2001:db8:1::77");
        try (SolicitedGroups groups = new SolicitedGroups()) {
            balancer.call(() -> {
                groups.join(VIP, eth0);
                groups.join(VIP_V6, eth0);
                groups.join(sameGroup, eth0);
                groups.join(sameGroup, eth0);
                return true;
            });
            assertThat(balancer.ip("maddr", "show", "dev", "eth0")).contains("ff02::1:ff00:77", "33:33:ff:00:00:77");

            groups.leave(sameGroup, eth0);
            assertThat(balancer.ip("maddr", "show", "dev", "eth0")).contains("ff02::1:ff00:77");
            groups.leave(VIP_V6, eth0);
            Await.until(
                    "it is left",
                    () -> !balancer.ip("maddr", "show", "dev", "eth0").contains("ff02::1:ff00:77"));
        }
    }

    private static void awaitFrame(PacketSocket wire, byte[] expected) throws Exception {
        byte[] frame = wire.receive(Duration.ofSeconds(10));
        while (frame != null && !Arrays.equals(frame, expected)) {
            frame = wire.receive(Duration.ofSeconds(10));
        }
        assertThat(frame).isEqualTo(expected);
    }

    private List<Claim> claim(WantedClaim... wanted) throws Exception {
        return balancer.call(() -> claims.claim(List.of(wanted)));
    }

    private WantedClaim wanted(IpAddress vip) {
        return new WantedClaim(vip, eth0, OURS, List.of(), Set.of());
    }

    private WantedClaim wanted(IpAddress vip, String server) {
        List<WantedClaim.Server> servers = List.of(new WantedClaim.Server("web1", IpAddress.of(server)));
        return new WantedClaim(vip, eth0, OURS, servers, Set.of());
    }
}
