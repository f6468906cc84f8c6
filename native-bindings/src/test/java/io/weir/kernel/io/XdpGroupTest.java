package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.io.XdpGroup.LinkState;
import io.weir.kernel.packet.IfPacket;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(90)
class XdpGroupTest {
    private static final int FLOWS = 200;

    private final FrameBatch batch = new FrameBatch();
    private TestHost middle;
    private TestHost peer;

    @BeforeEach
    void connect() throws Exception {
        middle = TestHost.create();
        peer = TestHost.create();
    }

    @AfterEach
    void disconnect() {
        peer.close();
        middle.close();
    }

    /** A cable whose ends have four queues each way. */
    private void cableOfFourQueues(String ours, String theirs) {
        String[] queues = {"numrxqueues", "4", "numtxqueues", "4"};
        middle.run(
                "ip",
                "link",
                "add",
                ours,
                queues[0],
                queues[1],
                queues[2],
                queues[3],
                "type",
                "veth",
                "peer",
                "name",
                theirs,
                queues[0],
                queues[1],
                queues[2],
                queues[3],
                "netns",
                peer.name());
        middle.ip("link", "set", ours, "up");
        peer.ip("link", "set", theirs, "up");
        middle.run("ethtool", "-L", ours, "rx", "4", "tx", "4");
        peer.run("ethtool", "-L", theirs, "rx", "4", "tx", "4");
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void everyQueueOfEveryLinkIsServedByAWorker(XdpMode mode) throws Exception {
        cableOfFourQueues("l0", "eth0");
        cableOfFourQueues("l1", "eth1");
        middle.ip("addr", "add", "10.9.0.1/24", "dev", "l0");
        peer.ip("addr", "add", "10.9.0.2/24", "dev", "eth0");
        String mac = macText(CableWire.links(middle, "l0").getFirst().mac());
        peer.ip("neigh", "add", "10.9.0.1", "lladdr", mac, "dev", "eth0");
        List<PacketLink> links = CableWire.links(middle, "l0", "l1");
        XdpOptions options = XdpWires.options(mode);
        try (EngineGroup group = middle.call(() -> XdpWires.open(links, 3, options, XdpWires.everything()));
                PacketSocket other = socket(peer, "eth1")) {
            assertThat(group.engines()).hasSize(3);
            assertThat(group.engines()).noneMatch(PacketIo::steered).noneMatch(PacketIo::finishedChecksums);
            sendFlows();
            int[] seen = new int[3];
            Await.until("all have arrived", () -> {
                for (int worker = 0; worker < 3; worker++) {
                    seen[worker] += forward(group.engines().get(worker), 1);
                }
                return seen[0] + seen[1] + seen[2] >= FLOWS;
            });
            // Worker 0 has the queues 0 and 3, the others one each.
            assertThat(List.of(seen[0], seen[1], seen[2])).allMatch(count -> count > FLOWS / 20);
            int left = 0;
            while (other.receive(Duration.ofMillis(500)) != null) {
                left++;
            }
            assertThat(left).isGreaterThanOrEqualTo(FLOWS);
        }
    }

    private static String macText(long mac) {
        StringBuilder text = new StringBuilder();
        for (int i = 40; i >= 0; i -= 8) {
            text.append(String.format("%02x", mac >>> i & 0xff)).append(i > 0 ? ":" : "");
        }
        return text.toString();
    }

    /** Of many ports, which the sender spreads over its queues. */
    private void sendFlows() throws Exception {
        for (int i = 0; i < FLOWS; i++) {
            int port = 20_000 + i;
            DatagramChannel channel = peer.call(() -> {
                DatagramChannel opened = DatagramChannel.open();
                opened.bind(new InetSocketAddress(InetAddress.getByName("10.9.0.2"), port));
                return opened;
            });
            try (channel) {
                channel.send(ByteBuffer.wrap(new byte[100]), new InetSocketAddress("10.9.0.1", 9));
            }
        }
    }

    private int forward(PacketIo engine, int link) {
        int size = engine.receive(batch);
        int datagrams = 0;
        for (int i = 0; i < size; i++) {
            datagrams += batch.length(i) == 142 ? 1 : 0;
            batch.transmit(i, link);
        }
        engine.complete(batch);
        engine.flush();
        return datagrams;
    }

    @Test
    void thereAreNoMoreWorkersThanQueues() throws Exception {
        middle.connect("l0", peer, "eth0");
        cableOfFourQueues("l1", "eth1");
        List<PacketLink> links = CableWire.links(middle, "l0", "l1");
        try (EngineGroup group =
                middle.call(() -> XdpWires.open(links, 4, XdpWires.options(XdpMode.NATIVE), XdpWires.testFrames()))) {
            assertThat(group.engines()).hasSize(1);
            assertThat(group.engines().getFirst().steered()).isTrue();
            try (PacketSocket socket = socket(peer, "eth1")) {
                socket.send(Wire.frame(1, 100));
                Await.until(
                        "it arrived",
                        () -> forward(group.engines().getFirst(), 0) >= 0
                                && group.engines()
                                                .getFirst()
                                                .counters()
                                                .received
                                                .value()
                                        == 1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void itCanBeOpenedAgainAtOnce(XdpMode mode) throws Exception {
        middle.connect("l0", peer, "eth0");
        List<PacketLink> links = CableWire.links(middle, "l0");
        try (PacketSocket socket = socket(peer, "eth0")) {
            for (int i = 0; i < 20; i++) {
                try (EngineGroup group =
                        middle.call(() -> XdpWires.open(links, 1, XdpWires.options(mode), XdpWires.testFrames()))) {
                    socket.send(Wire.frame(i, 100));
                    PacketIo engine = group.engines().getFirst();
                    Await.until("it arrived", () -> {
                        forward(engine, 0);
                        return engine.counters().received.value() == 1;
                    });
                }
                assertThat(middle.ip("link", "show", "l0")).doesNotContain("xdp");
            }
        }
    }

    @Test
    void aProcessThatWasKilledLeavesNothingInTheWay() throws Exception {
        middle.connect("l0", peer, "eth0");
        List<PacketLink> links = CableWire.links(middle, "l0");
        String classes = location(XdpGroup.class) + File.pathSeparator + location(HeldXdp.class);
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        middle.name(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        HeldXdp.class.getName(),
                        "l0",
                        Integer.toString(links.getFirst().interfaceIndex()))
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("1 open");
            assertThat(middle.ip("link", "show", "l0")).contains("xdp");
            assertThatThrownBy(() -> middle.call(
                            () -> XdpWires.open(links, 1, XdpWires.options(XdpMode.NATIVE), XdpWires.testFrames())))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EBUSY))
                    .hasMessageContaining("another AF_XDP socket has that queue");
        } finally {
            process.destroyForcibly();
            process.waitFor();
        }
        EngineGroup group =
                middle.call(() -> XdpWires.open(links, 1, XdpWires.options(XdpMode.NATIVE), XdpWires.testFrames()));
        group.close();
        assertThat(middle.ip("link", "show", "l0")).doesNotContain("xdp");
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Test
    void theBestThatALinkCanIsTakenAndTheReasonIsSaid() throws Exception {
        middle.connect("l0", peer, "eth0");
        middle.ip("link", "add", "d0", "type", "ifb");
        middle.ip("link", "set", "d0", "up");
        List<PacketLink> links = CableWire.links(middle, "l0", "d0");
        try (XdpWires.Owning group =
                middle.call(() -> XdpWires.open(links, 1, XdpOptions.DEFAULT, XdpWires.testFrames()))) {
            List<LinkState> states = group.group().states();
            assertThat(states.get(0).mode()).isEqualTo(XdpMode.NATIVE);
            assertThat(states.get(0).zeroCopy()).isFalse();
            assertThat(states.get(0).severalChunks()).isTrue();
            assertThat(states.get(0).reason()).contains("without copying", "EOPNOTSUPP");
            assertThat(states.get(1).mode()).isEqualTo(XdpMode.GENERIC);
            assertThat(states.get(1).reason()).contains("not in native mode");
        }
        XdpOptions nativeOnly = new XdpOptions(Optional.of(XdpMode.NATIVE), true, 256, 256, 0);
        assertThatThrownBy(() -> middle.call(() -> XdpWires.open(links, 1, nativeOnly, XdpWires.testFrames())))
                .isInstanceOf(ErrnoException.class);
        assertThat(middle.ip("link", "show", "l0")).doesNotContain("xdp");
    }

    @Test
    void aMissingInterfaceLeavesNothingOpen() throws Exception {
        middle.connect("l0", peer, "eth0");
        PacketLink l0 = CableWire.links(middle, "l0").getFirst();
        List<PacketLink> links = List.of(l0, new PacketLink(4711, "l0", 0, 1500));
        assertThatThrownBy(() -> middle.call(() -> XdpWires.open(links, 1, XdpOptions.DEFAULT, XdpWires.testFrames())))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV));
        assertThat(middle.ip("link", "show", "l0")).doesNotContain("xdp");
    }

    private static PacketSocket socket(TestHost host, String link) throws Exception {
        int index = CableWire.links(host, link).getFirst().interfaceIndex();
        return host.call(() -> PacketSocket.open(index, IfPacket.ETH_P_ALL));
    }
}
