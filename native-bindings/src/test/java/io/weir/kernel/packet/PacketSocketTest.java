package io.weir.kernel.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.KernelHeaders;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class PacketSocketTest {
    private static final byte[] FRAME =
            HexFormat.of().parseHex("ffffffffffff" + "020000000001" + "88b5" + "77".repeat(46));

    @Test
    void layoutAndConstantsAreThoseOfTheKernelsHeaders() throws Exception {
        KernelHeaders.assertLayout("sockaddr_ll", SockaddrLl.LAYOUT);
        KernelHeaders.assertConstants(IfPacket.class);
        KernelHeaders.assertLayout("sock_fprog", PacketSocket.SOCK_FPROG);
        assertThat((long) PacketSocket.SO_ATTACH_FILTER).isEqualTo(KernelHeaders.number("SO_ATTACH_FILTER"));
    }

    @Test
    void aFrameArrivesAsItWasSent() throws Exception {
        try (TestHost one = TestHost.create();
                TestHost other = TestHost.create()) {
            one.connect("eth0", other, "eth0");
            try (PacketSocket sender = open(one, PacketSocket.SEND_ONLY);
                    PacketSocket receiver = open(other, 0x88b5)) {
                sender.send(FRAME);

                assertThat(receiver.receive(Duration.ofSeconds(10))).isEqualTo(FRAME);
                assertThat(receiver.receive(Duration.ZERO)).isNull();
                assertThat(sender.receive(Duration.ofMillis(5))).isNull();
            }
        }
    }

    @Test
    void aFilterLetsThroughWhatItAccepts() throws Exception {
        byte[] other = FRAME.clone();
        other[14] = 0x78;
        // ldb [14]; jeq #0x77, 0, 1; ret #65535; ret #0
        long[] filter = {0x30L << 48 | 14, 0x15L << 48 | 1L << 32 | 0x77, 0x06L << 48 | 65_535, 0x06L << 48};
        try (TestHost one = TestHost.create();
                TestHost two = TestHost.create()) {
            one.connect("eth0", two, "eth0");
            int index = index(two);
            try (PacketSocket sender = open(one, PacketSocket.SEND_ONLY);
                    PacketSocket receiver = two.call(() -> PacketSocket.open(index, 0x88b5, filter))) {
                sender.send(other);
                sender.send(FRAME);

                PacketSocket.await(List.of(receiver), Duration.ofSeconds(10));
                assertThat(receiver.receive(Duration.ZERO)).isEqualTo(FRAME);
                assertThat(receiver.receive(Duration.ZERO)).isNull();
            }
        }
    }

    @Test
    void aMissingInterfaceIsNamed() throws Exception {
        try (TestHost one = TestHost.create()) {
            assertThatThrownBy(() -> one.call(() -> PacketSocket.open(4711, PacketSocket.SEND_ONLY)))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                    .hasMessage("bind the packet socket to interface 4711: ENODEV (No such device)");
        }
    }

    private static PacketSocket open(TestHost host, int protocol) throws Exception {
        int index = index(host);
        return host.call(() -> PacketSocket.open(index, protocol));
    }

    private static int index(TestHost host) throws Exception {
        return host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                return netlink.links().stream()
                        .filter(link -> link.name().equals("eth0"))
                        .mapToInt(Link::index)
                        .findFirst()
                        .orElseThrow();
            }
        });
    }
}
