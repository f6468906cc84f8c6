package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.bpf.filter.FilterMaps;
import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FilterRedirectTest {
    private static final int PORT = 7000;

    private final FrameBatch batch = new FrameBatch();

    /** The engine has what is ours, the host all else, and what the worker passes. */
    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void whatIsOursComesToTheEngine(XdpMode mode) throws Exception {
        try (TestHost middle = TestHost.create();
                TestHost peer = TestHost.create();
                FilterMaps maps = FilterMaps.open()) {
            middle.connect("l0", peer, "eth0");
            middle.ip("addr", "add", "10.9.0.77/24", "dev", "l0");
            middle.ip("addr", "add", "10.9.0.50/24", "dev", "l0");
            peer.ip("addr", "add", "10.9.0.1/24", "dev", "eth0");
            List<PacketLink> links = CableWire.links(middle, "l0");
            maps.replace(new FilterRules(Set.of(InetAddress.getByName("10.9.0.50")), Set.of(), Set.of(), Set.of()));
            try (FilterRedirect redirect = FilterRedirect.open(links, maps);
                    XdpGroup group =
                            middle.call(() -> XdpGroup.open(links, 1, XdpOptions.DEFAULT.with(mode), redirect))) {
                PacketIo engine = group.engines().getFirst();
                assertThat(Transfer.between(peer, middle, "10.9.0.77", 1)).isTrue();
                assertThat(engine.receive(batch)).isZero();
                // Passing, so that the host answers ARP for it and receives the datagram.
                try (DatagramChannel receiver = middle.call(() -> bound("10.9.0.50"));
                        DatagramChannel sender = peer.call(() -> bound("10.9.0.1"));
                        Forwarder forwarder = middle.call(() -> new Forwarder(engine, true))) {
                    receiver.configureBlocking(false);
                    ByteBuffer buffer = ByteBuffer.allocate(2000);
                    Await.until("a datagram that was passed", () -> {
                        sender.send(ByteBuffer.wrap(new byte[700]), new InetSocketAddress("10.9.0.50", PORT));
                        return receiver.receive(buffer) != null;
                    });
                    assertThat(buffer.position()).isEqualTo(700);
                    assertThat(forwarder.largest()).isEqualTo(742);
                }
                assertThat(engine.counters().passed.value())
                        .isPositive()
                        .isEqualTo(engine.counters().received.value());
            }
            assertThat(middle.ip("link", "show", "l0")).doesNotContain("xdp");
        }
    }

    private static DatagramChannel bound(String address) throws Exception {
        return DatagramChannel.open().bind(new InetSocketAddress(address, PORT));
    }
}
