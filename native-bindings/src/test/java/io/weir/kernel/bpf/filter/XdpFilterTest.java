package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.bpf.HostStack;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.FilterWorld;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Without sockets, so that the host gets what would go to them. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class XdpFilterTest {
    private static final long MARK = 0x5765_6972_2073_6179L;
    private static final int PORT = 5300;

    private FilterWorld world;
    private FilterMaps maps;
    private XdpFilter filter;

    @BeforeEach
    void open() throws Exception {
        world = new FilterWorld();
        maps = FilterMaps.open();
        maps.replace(new FilterRules(Set.of(InetAddress.getByName("192.0.2.77")), Set.of(), Set.of(), Set.of()));
        filter = XdpFilter.open(maps, 1, MARK);
    }

    @AfterEach
    void close() throws Exception {
        filter.close();
        maps.close();
        world.close();
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void findsWhatIsOursInEitherMode(XdpMode mode) throws Exception {
        assertThat(filter.mode()).isEmpty();
        attach(mode);
        assertThat(filter.mode()).contains(mode);

        try (DatagramChannel stack = world.listen(PORT)) {
            world.send("192.0.2.20", 4000, "192.0.2.77", PORT, "ours");
            assertThat(FilterWorld.receiveText(stack)).isEqualTo("ours");
            assertThat(maps.counters()).containsEntry(Outcome.HIDDEN, 1L);
            world.send("192.0.2.20", 4000, "192.0.2.10", PORT, "own");
            assertThat(FilterWorld.receiveText(stack)).isEqualTo("own");
            assertThat(maps.counters()).containsEntry(Outcome.HIDDEN, 1L);
        }

        filter.detach();
        filter.detach();
        assertThat(filter.mode()).isEmpty();
        assertThat(world.host().ip("-d", "link", "show", "dev", FilterWorld.LINK))
                .doesNotContain("xdp");
        attach(mode);
        filter.close();
        assertThat(world.host().ip("-d", "link", "show", "dev", FilterWorld.LINK))
                .doesNotContain("xdp");
    }

    @ParameterizedTest
    @EnumSource(XdpMode.class)
    void whatIsGivenBackToTheHostIsNotTakenAgain(XdpMode mode) throws Exception {
        attach(mode);
        byte[] datagram = Frames.join(
                HexFormat.of().parseHex("0fa0" + "14b4" + "0010" + "0000"),
                "to host.".getBytes(StandardCharsets.US_ASCII));
        byte[] frame = Frames.frame(Frames.ipv4("192.0.2.20", "192.0.2.77", Frames.UDP, datagram, 0, ""));
        long mac = world.host().call(FilterWorld::link).mac().orElseThrow();
        byte[] to = HexFormat.of().parseHex(HexFormat.of().toHexDigits(mac, 12));
        System.arraycopy(to, 0, frame, 0, to.length);
        withChecksum(frame);
        int index = world.host().call(FilterWorld::link).index();

        try (DatagramChannel stack = world.listen(PORT);
                HostStack host = HostStack.open(MARK);
                Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocateFrom(ValueLayout.JAVA_BYTE, frame);
            assertThat(world.host().call(() -> host.put(memory, 0, frame.length, index, 0)))
                    .isZero();

            assertThat(FilterWorld.receiveText(stack)).isEqualTo("to host.");
            assertThat(maps.counters()).containsEntry(Outcome.HIDDEN, 0L);
        }
    }

    @Test
    void isAttachedOnce() throws Exception {
        attach(XdpMode.GENERIC);

        assertThatThrownBy(() -> attach(XdpMode.GENERIC))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("GENERIC");
        try (XdpFilter other = XdpFilter.open(maps, 1, MARK)) {
            assertThatThrownBy(() -> attach(other, XdpMode.GENERIC))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("another XDP program");
        }
    }

    @Test
    void rulesChangeWhileItRuns() throws Exception {
        attach(XdpMode.NATIVE);
        maps.replace(FilterRules.NONE);
        world.send("192.0.2.20", 4000, "192.0.2.77", PORT, "own");
        Await.until("it passed", () -> Long.valueOf(0).compareTo(count(Outcome.PASSED)) < 0);

        assertThat(maps.counters()).containsEntry(Outcome.HIDDEN, 0L);
    }

    private Long count(Outcome outcome) throws ErrnoException {
        return maps.counters().getOrDefault(outcome, 0L);
    }

    private void attach(XdpMode mode) throws Exception {
        attach(filter, mode);
    }

    private void attach(XdpFilter which, XdpMode mode) throws Exception {
        world.host().call(() -> {
            which.attach(FilterWorld.link().index(), mode);
            return true;
        });
    }

    /** Of the IPv4 header, by which the host judges it. */
    private static void withChecksum(byte[] frame) {
        int sum = 0;
        for (int at = Frames.ETHERNET_BYTES; at < Frames.ETHERNET_BYTES + 20; at += 2) {
            sum += ((frame[at] & 0xff) << Byte.SIZE) | (frame[at + 1] & 0xff);
        }
        int folded = ~((sum & 0xffff) + (sum >>> 16));
        frame[Frames.ETHERNET_BYTES + 10] = (byte) (folded >> Byte.SIZE);
        frame[Frames.ETHERNET_BYTES + 11] = (byte) folded;
    }
}
