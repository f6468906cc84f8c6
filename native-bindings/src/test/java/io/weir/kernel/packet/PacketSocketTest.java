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
    void aMissingInterfaceIsNamed() throws Exception {
        try (TestHost one = TestHost.create()) {
            assertThatThrownBy(() -> one.call(() -> PacketSocket.open(4711, PacketSocket.SEND_ONLY)))
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENODEV))
                    .hasMessage("bind the packet socket to interface 4711: ENODEV (No such device)");
        }
    }

    private static PacketSocket open(TestHost host, int protocol) throws Exception {
        return host.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                int index = netlink.links().stream()
                        .filter(link -> link.name().equals("eth0"))
                        .mapToInt(Link::index)
                        .findFirst()
                        .orElseThrow();
                return PacketSocket.open(index, protocol);
            }
        });
    }
}
