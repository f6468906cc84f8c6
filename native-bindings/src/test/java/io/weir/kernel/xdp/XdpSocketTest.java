package io.weir.kernel.xdp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.bpf.Assembler;
import io.weir.kernel.bpf.BpfLink;
import io.weir.kernel.bpf.Helper;
import io.weir.kernel.bpf.LoadedProgram;
import io.weir.kernel.bpf.Program;
import io.weir.kernel.bpf.Register;
import io.weir.kernel.bpf.SocketMap;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import io.weir.kernel.xdp.XdpSocket.Copying;
import io.weir.kernel.xdp.XdpSocket.RingSizes;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class XdpSocketTest {
    private static final RingSizes SIZES = new RingSizes(16, 16);
    private static final int XDP_PASS = 2;

    private TestHost host;
    private TestHost peer;
    private int index;

    @BeforeEach
    void connect() throws Exception {
        host = TestHost.create();
        peer = TestHost.create();
        host.connect("l0", peer, "eth0");
        index = index(host, "l0");
    }

    @AfterEach
    void disconnect() {
        peer.close();
        host.close();
    }

    private static int index(TestHost of, String name) throws Exception {
        return of.call(() -> {
            try (RouteNetlink netlink = RouteNetlink.open()) {
                return netlink.links().stream()
                        .filter(link -> link.name().equals(name))
                        .findFirst()
                        .orElseThrow()
                        .index();
            }
        });
    }

    private XdpSocket open(Umem umem, int queue, Copying copying) throws Exception {
        return host.call(() -> XdpSocket.open(index, queue, umem, SIZES, copying, true));
    }

    @Test
    void aCableCopies() throws Exception {
        try (Umem umem = Umem.open(32)) {
            assertThatThrownBy(() -> open(umem, 0, Copying.ZERO_COPY).close())
                    .isInstanceOfSatisfying(
                            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP))
                    .hasMessageContaining("the driver cannot do it without copying");
            try (XdpSocket socket = open(umem, 0, Copying.COPY)) {
                assertThat(socket.zeroCopy()).isFalse();
                assertThat(socket.transmit().needsWakeup()).isTrue();
                socket.preferBusyPoll(20, 64);
            }
        }
    }

    @Test
    void aQueueThatIsNotThereOrTakenIsRefusedWithAdvice() throws Exception {
        try (Umem umem = Umem.open(32);
                Umem another = Umem.open(32)) {
            assertThatThrownBy(() -> open(umem, 5, Copying.COPY).close())
                    .hasMessageContainingAll("queue 5 of interface", "EINVAL", "is there such a queue?");
            try (XdpSocket socket = open(umem, 0, Copying.COPY)) {
                assertThat(socket.fd().isOpen()).isTrue();
                assertThatThrownBy(() -> open(another, 0, Copying.COPY).close())
                        .hasMessageContainingAll("EBUSY", "another AF_XDP socket has that queue");
            }
        }
    }

    @Test
    void itCanBeOpenedAgainAtOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Umem umem = Umem.open(32);
                    XdpSocket socket = open(umem, 0, Copying.COPY)) {
                assertThat(socket.receive().available()).isZero();
            }
        }
    }

    @Test
    void whatNobodyTakesIsCounted() throws Exception {
        try (Umem umem = Umem.open(64);
                XdpSocket socket = open(umem, 0, Copying.COPY);
                SocketMap map = SocketMap.create("sockets", 4);
                LoadedProgram program = LoadedProgram.load(redirect(), List.of(map));
                BpfLink link = host.call(() -> BpfLink.xdp(index, program, XdpMode.GENERIC));
                PacketSocket sender = sender()) {
            map.put(0, socket.fd());
            assertThat(link).isNotNull();
            XdpStatistics statistics = socket.statistics();
            // No chunk to receive into.
            send(sender, 10);
            Await.until("it is counted", () -> {
                statistics.read();
                return statistics.receiveDropped() == 10;
            });
            assertThat(statistics.fillRingEmpty()).isPositive();
            assertThat(statistics.receiveRingFull()).isZero();
            // Chunks, but nobody takes what is in them.
            fill(umem, socket);
            send(sender, 16);
            Await.until("all have arrived", () -> socket.receive().available() == 16);
            fill(umem, socket);
            send(sender, 5);
            Await.until("it is counted", () -> {
                statistics.read();
                return statistics.receiveRingFull() == 5;
            });
            assertThat(socket.receive().length(0)).isEqualTo(60);
            assertThat(statistics.receiveDropped()).isEqualTo(10);
        }
    }

    @Test
    void aDescriptorThatPointsNowhereIsCountedAndStopsNothing() throws Exception {
        try (Umem umem = Umem.open(64);
                XdpSocket socket = open(umem, 0, Copying.COPY)) {
            // Over the end of its chunk.
            socket.transmit().add(umem.take() + Umem.CHUNK_BYTES - 10, 100, false);
            socket.transmit().add(umem.take(), 100, false);
            socket.transmit().publish();
            Await.until("all are taken", () -> {
                int ignored = socket.kickTransmit();
                return socket.transmit().waiting() == 0;
            });
            // Linux 6.18 gives the chunk of the other back too.
            Await.until("the good one is sent", () -> {
                int ignored = socket.completion().drain(umem);
                return umem.free() >= 63;
            });
            socket.statistics().read();
            assertThat(socket.statistics().invalidTransmits()).isEqualTo(1);
        }
    }

    @Test
    void socketsOfTwoInterfacesShareAMemory() throws Exception {
        host.connect("l1", peer, "eth1");
        int second = index(host, "l1");
        try (Umem umem = Umem.open(64);
                XdpSocket first = open(umem, 0, Copying.COPY);
                XdpSocket shared = host.call(() -> XdpSocket.share(second, 0, first, SIZES))) {
            assertThat(shared.zeroCopy()).isFalse();
            assertThat(shared.transmit().needsWakeup()).isTrue();
            assertThat(shared.fill().room()).isEqualTo(16);
        }
    }

    private static Program redirect() {
        return new Assembler("to_socket", Program.Type.XDP)
                .moveMap(Register.R1, "sockets")
                .move(Register.R2, 0)
                .move(Register.R3, XDP_PASS)
                .call(Helper.REDIRECT_MAP)
                .exit()
                .assemble();
    }

    private PacketSocket sender() throws Exception {
        int other = index(peer, "eth0");
        // Without IPv6 neither end sends anything of its own accord.
        for (TestHost each : List.of(host, peer)) {
            each.run("sh", "-c", "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        }
        return peer.call(() -> PacketSocket.open(other, PacketSocket.SEND_ONLY));
    }

    private static void send(PacketSocket sender, int frames) throws Exception {
        byte[] frame = new byte[60];
        frame[12] = (byte) 0x88;
        frame[13] = (byte) 0xb5;
        for (int i = 0; i < frames; i++) {
            sender.send(frame);
        }
    }

    private static void fill(Umem umem, XdpSocket socket) {
        int room = socket.fill().room();
        for (int i = 0; i < room; i++) {
            socket.fill().add(umem.take());
        }
        socket.fill().publish();
    }
}
