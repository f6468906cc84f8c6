package io.weir.kernel.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.filter.FilterRules.Replies;
import io.weir.kernel.filter.FilterRules.Translated;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.PortRange;
import io.weir.kernel.sys.PortSet;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a real kernel drops. The cable keeps the order of packets, so a datagram that arrives shows that the one before
 * it did not.
 */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
public abstract class IngressFilterContract {
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final int PORT = 5300;

    private FilterWorld world;
    private IngressFilter filter;

    /** For the tests of one implementation. */
    protected IngressFilterContract() {}

    /** Opens one, without links and rules, in the network namespace of the calling thread. */
    protected abstract IngressFilter openFilter() throws Exception;

    @BeforeEach
    void open() throws Exception {
        world = new FilterWorld();
        filter = world.filter(this::openFilter);
    }

    @AfterEach
    void close() throws Exception {
        filter.close();
        world.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.", "2001:db8::"})
    void whatIsHiddenReachesTheTapAndNotTheKernel(String net) throws Exception {
        filter.replace(hidden(net + "77"));

        try (DatagramChannel stack = world.listen(PORT);
                PacketSocket tap = world.tap()) {
            world.send(net + "20", 4000, net + "77", PORT, "hidden");
            world.send(net + "20", 4000, net + "10", PORT, "own");

            assertThat(FilterWorld.receiveText(stack)).isEqualTo("own");
            awaitFrame(tap, "hidden");
            awaitFrame(tap, "own");
        }
    }

    @Test
    void nobodyAnswersForAHiddenAddress() throws Exception {
        filter.replace(hidden("192.0.2.77"));

        try (PacketSocket cable = FilterWorld.packets(world.peer())) {
            long mac = world.peer().call(FilterWorld::link).mac().orElseThrow();
            cable.send(arpRequest(mac, "c000024d"));
            cable.send(arpRequest(mac, "c000020a"));

            String answer = "";
            while (!answer.startsWith("0806" + "0001080006040002", 24)) {
                answer = HexFormat.of().formatHex(Objects.requireNonNull(cable.receive(LONG), "no answer"));
            }
            assertThat(answer.substring(56, 64)).as("who answers").isEqualTo("c000020a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.", "2001:db8::"})
    void repliesOfAServerReachTheKernelOnlyWhenTheyAreForTheHostItself(String net) throws Exception {
        PortSet ports = PortSet.of(new PortRange(53, 53), new PortRange(8000, 8099));
        filter.replace(new FilterRules(
                Set.of(),
                Set.of(new Replies(address(net + "20"), TransportProtocol.UDP, ports)),
                Set.of(address(net + "10")),
                Set.of()));

        try (DatagramChannel stack = world.listen(PORT)) {
            world.send(net + "20", 53, net + "78", PORT, "reply");
            world.send(net + "20", 8000, net + "78", PORT, "reply of the first port");
            world.send(net + "20", 8099, net + "78", PORT, "reply of the last port");
            world.send(net + "20", 8100, net + "78", PORT, "behind the ports");
            world.send(net + "20", 7999, net + "78", PORT, "before the ports");
            world.send(net + "20", 53, net + "10", PORT, "for the host");

            assertThat(FilterWorld.receiveText(stack)).isEqualTo("behind the ports");
            assertThat(FilterWorld.receiveText(stack)).isEqualTo("before the ports");
            assertThat(FilterWorld.receiveText(stack)).isEqualTo("for the host");
        }
    }

    @Test
    void repliesAreOfOneProtocol() throws Exception {
        filter.replace(new FilterRules(
                Set.of(),
                Set.of(new Replies(address("192.0.2.20"), TransportProtocol.TCP, PortSet.of(53, 53))),
                Set.of(),
                Set.of()));

        try (DatagramChannel stack = world.listen(PORT)) {
            world.send("192.0.2.20", 53, "192.0.2.10", PORT, "of UDP");

            assertThat(FilterWorld.receiveText(stack)).isEqualTo("of UDP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.", "2001:db8::"})
    void translatedPortsAreTheKernelsNoMoreAndOthersAreStill(String net) throws Exception {
        filter.replace(translated(net + "10", PortSet.of(PORT - 10, PORT - 1)));

        try (DatagramChannel inside = world.listen(PORT - 1);
                DatagramChannel outside = world.listen(PORT)) {
            world.send(net + "20", 4000, net + "10", PORT - 1, "translated");
            world.send(net + "20", 4000, net + "78", PORT - 1, "to another address");
            world.send(net + "20", 4000, net + "10", PORT, "to another port");

            assertThat(FilterWorld.receiveText(inside)).isEqualTo("to another address");
            assertThat(FilterWorld.receiveText(outside)).isEqualTo("to another port");
        }
        world.ping(net + "10");
    }

    @Test
    void connectionsOfTheHostGoOn() throws Exception {
        filter.replace(new FilterRules(
                Set.of(address("192.0.2.77")),
                Set.of(new Replies(address("192.0.2.20"), TransportProtocol.TCP, PortSet.of(8000, 8000))),
                Set.of(address("192.0.2.10")),
                Set.of(new Translated(address("192.0.2.10"), PortSet.of(10_240, 32_767)))));

        Sessions.talk(world.host(), world.peer(), "192.0.2.20", 8000);
        Sessions.talk(world.peer(), world.host(), "192.0.2.10", 22);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.", "2001:db8::"})
    void fragmentsOfTheHostsOwnArePutTogether(String net) throws Exception {
        filter.replace(new FilterRules(
                Set.of(),
                Set.of(new Replies(address(net + "20"), TransportProtocol.UDP, PortSet.of(PORT + 1, PORT + 1))),
                Set.of(),
                Set.of(new Translated(address(net + "10"), PortSet.of(PORT + 1, PORT + 1)))));
        // Wherever a later fragment begins, its first bytes read like ports that are dropped.
        byte[] payload = new byte[8000];
        for (int i = 0; i < payload.length; i += 2) {
            payload[i] = (byte) ((PORT + 1) >> Byte.SIZE);
            payload[i + 1] = (byte) (PORT + 1);
        }

        try (DatagramChannel stack = world.listen(PORT)) {
            world.send(net + "20", 4000, net + "10", PORT, payload);

            assertThat(FilterWorld.receive(stack)).isEqualTo(payload);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.", "2001:db8::"})
    void fragmentsThatAreTranslatedNeverBecomeWhole(String net) throws Exception {
        filter.replace(translated(net + "10", PortSet.of(PORT, PORT)));

        try (DatagramChannel inside = world.listen(PORT);
                DatagramChannel outside = world.listen(PORT + 1)) {
            world.send(net + "20", 4000, net + "10", PORT, new byte[8000]);
            world.send(net + "20", 4000, net + "10", PORT + 1, "next");

            assertThat(FilterWorld.receiveText(outside)).isEqualTo("next");
            world.send(net + "20", 4000, net + "78", PORT, "own");
            assertThat(FilterWorld.receiveText(inside)).isEqualTo("own");
        }
    }

    @Test
    void rulesAreReplacedWithoutAGap() throws Exception {
        filter.replace(rules(0));
        whileRulesChange(this::rulesOf, () -> {
            world.send("192.0.2.20", 53, "192.0.2.78", PORT, "reply");
            world.send("192.0.2.20", 4000, "192.0.2.77", PORT, "hidden");
        });
    }

    private void rulesOf(int variant) throws Exception {
        filter.replace(rules(variant));
    }

    /** Sends while it changes rules, many times, and sees that of each round only a datagram of the host's own arrives. */
    private void whileRulesChange(Change change, Traffic round) throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger rounds = new AtomicInteger();
        try (DatagramChannel stack = world.listen(PORT)) {
            FutureTask<Boolean> traffic = new FutureTask<>(() -> {
                while (!done.get()) {
                    round.send();
                    String own = "own " + rounds.get();
                    world.send("192.0.2.20", 4000, "192.0.2.10", PORT, own);
                    assertThat(FilterWorld.receiveText(stack)).isEqualTo(own);
                    rounds.incrementAndGet();
                }
                return true;
            });
            Thread.ofPlatform().daemon().start(traffic);
            for (int i = 1; (i <= 200 || rounds.get() <= 10) && !traffic.isDone(); i++) {
                change.to(i);
            }
            done.set(true);

            assertThat(traffic.get()).isTrue();
        }
    }

    private interface Change {
        void to(int variant) throws Exception;
    }

    private interface Traffic {
        void send() throws Exception;
    }

    private static FilterRules rules(int variant) throws Exception {
        Set<InetAddress> hidden = new HashSet<>();
        Set<Replies> replies = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            hidden.add(InetAddress.getByAddress(new byte[] {10, 0, (byte) variant, (byte) i}));
            replies.add(new Replies(
                    InetAddress.getByAddress(new byte[] {10, 1, (byte) variant, (byte) i}),
                    TransportProtocol.UDP,
                    PortSet.of(53, 53)));
        }
        hidden.add(address("192.0.2.77"));
        replies.add(new Replies(address("192.0.2.20"), TransportProtocol.UDP, PortSet.of(53, 53)));
        return new FilterRules(hidden, replies, Set.of(address("192.0.2.10")), Set.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.", "2001:db8::"})
    void whatIsHiddenForAnotherReasonIsHiddenInBetween(String net) throws Exception {
        FilterRules local = new FilterRules(
                Set.of(),
                Set.of(),
                Set.of(address(net + "78")),
                Set.of(new Translated(address(net + "78"), PortSet.of(PORT, PORT))));
        FilterRules server = new FilterRules(
                Set.of(),
                Set.of(new Replies(address(net + "20"), TransportProtocol.UDP, PortSet.of(53, 53))),
                Set.of(),
                Set.of());
        filter.replace(local);
        whileRulesChange(
                i -> filter.replace(i % 2 == 1 ? server : local),
                () -> world.send(net + "20", 53, net + "78", PORT, "hidden by both"));
    }

    @Test
    void linksComeAndGo() throws Exception {
        world.host().ip("link", "add", "eth1", "type", "veth", "peer", "name", "eth2");
        onHost(() -> filter.addLink("eth1"));
        assertThat(filter.links()).containsExactlyInAnyOrder("eth0", "eth1");

        onHost(() -> filter.addLink("eth1"));
        world.host().ip("link", "del", "eth1");
        world.host().ip("link", "add", "eth1", "type", "veth", "peer", "name", "eth2");
        onHost(() -> filter.addLink("eth1"));
        assertThat(filter.links()).containsExactlyInAnyOrder("eth0", "eth1");

        world.host().ip("link", "del", "eth1");
        onHost(() -> filter.removeLink("eth1"));
        onHost(() -> filter.removeLink("eth1"));
        assertThat(filter.links()).containsExactly("eth0");
    }

    @Test
    void aLinkThatIsBackUnderItsNameIsFilteredAgain() throws Exception {
        filter.replace(hidden("192.0.2.77"));
        world.host().ip("link", "del", FilterWorld.LINK);
        world.reconnect();
        onHost(() -> filter.addLink(FilterWorld.LINK));
        world.ping("192.0.2.10");

        try (DatagramChannel stack = world.listen(PORT)) {
            world.send("192.0.2.20", 4000, "192.0.2.77", PORT, "hidden");
            world.send("192.0.2.20", 4000, "192.0.2.10", PORT, "own");

            assertThat(FilterWorld.receiveText(stack)).isEqualTo("own");
        }
    }

    @Test
    void aLinkThatIsRemovedIsFilteredNoLonger() throws Exception {
        filter.replace(hidden("192.0.2.77"));
        onHost(() -> filter.removeLink(FilterWorld.LINK));

        assertThat(filter.links()).isEmpty();
        world.ping("192.0.2.77");
    }

    private void onHost(Step step) throws Exception {
        world.host().call(() -> {
            step.take();
            return true;
        });
    }

    private interface Step {
        void take() throws Exception;
    }

    private static FilterRules hidden(String address) throws Exception {
        return new FilterRules(Set.of(address(address)), Set.of(), Set.of(), Set.of());
    }

    private static FilterRules translated(String address, PortSet ports) throws Exception {
        return new FilterRules(Set.of(), Set.of(), Set.of(), Set.of(new Translated(address(address), ports)));
    }

    private static void awaitFrame(PacketSocket tap, String payload) throws Exception {
        byte[] wanted = payload.getBytes(StandardCharsets.US_ASCII);
        byte[] frame;
        do {
            frame = Objects.requireNonNull(tap.receive(LONG), "no frame with " + payload);
        } while (!Arrays.equals(frame, frame.length - wanted.length, frame.length, wanted, 0, wanted.length));
    }

    private static byte[] arpRequest(long senderMac, String target) {
        String mac = HexFormat.of().toHexDigits(senderMac, 12);
        return HexFormat.of()
                .parseHex("ffffffffffff" + mac + "0806" + "0001080006040001" + mac + "c0000214" + "000000000000"
                        + target);
    }

    private static InetAddress address(String text) throws Exception {
        return InetAddress.getByName(text);
    }
}
