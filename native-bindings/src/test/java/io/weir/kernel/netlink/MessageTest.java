package io.weir.kernel.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class MessageTest {
    private final MemorySegment segment = Arena.ofAuto().allocate(256, 8);

    @Test
    void aRequestIsLaidOutAsTheKernelReadsIt() {
        segment.fill((byte) 0xee);
        Request request = new Request(segment);
        long body = request.begin(Rtnetlink.RTM_NEWADDR, Netlink.NLM_F_ACK, Ifaddrmsg.SIZEOF);
        Ifaddrmsg.family(segment, body, 2);
        Ifaddrmsg.prefixlen(segment, body, 32);
        Ifaddrmsg.index(segment, body, 7);
        request.attributeU8(IfAddr.IFA_PROTO, 0x57);
        request.attribute(IfAddr.IFA_LOCAL, new byte[] {(byte) 192, 0, 2, 77});

        long length = request.finish(0x01020304);

        // Little-endian, as on every machine Weir runs on.
        assertThat(HexFormat.of().formatHex(segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE)))
                .isEqualTo("28000000" + "1400" + "0500" + "04030201" + "00000000" + "02200000" + "07000000" + "0500"
                        + "0b00" + "57000000" + "0800" + "0200" + "c000024d");
    }

    @Test
    void attributesAreReadWithTheirPadding() throws Exception {
        Attributes attributes = attributes("0500" + "0b00" + "57000000" + "0700" + "0380" + "6c6f00");

        assertThat(attributes.next()).isTrue();
        assertThat(attributes.type()).isEqualTo(IfAddr.IFA_PROTO);
        assertThat(attributes.u8()).isEqualTo(0x57);
        assertThat(attributes.next()).isTrue();
        assertThat(attributes.type()).as("without the flag bits").isEqualTo(IfLink.IFLA_IFNAME);
        assertThat(attributes.text()).isEqualTo("lo");
        assertThat(attributes.next()).isFalse();
    }

    @Test
    void anAttributeThatLeavesTheMessageIsRefused() {
        assertThatThrownBy(() -> attributes("0900" + "0b00" + "57000000").next())
                .isInstanceOf(IOException.class)
                .hasMessage("netlink attribute of 9 bytes in 8");
        assertThatThrownBy(() -> attributes("0300" + "0b00").next()).isInstanceOf(IOException.class);
    }

    @Test
    void aNumberInTooFewBytesIsRefused() throws Exception {
        Attributes attributes = attributes("0500" + "0800" + "57000000");
        assertThat(attributes.next()).isTrue();

        assertThatThrownBy(attributes::u32)
                .isInstanceOf(IOException.class)
                .hasMessage("netlink attribute 8 has 1 bytes, not 4");
    }

    @Property
    void noBytesLeadAReaderOutOfTheMessage(@ForAll @Size(max = 64) byte[] bytes) {
        MemorySegment message = Arena.ofAuto().allocate(Math.max(1, bytes.length), 8);
        MemorySegment.copy(bytes, 0, message, ValueLayout.JAVA_BYTE, 0, bytes.length);
        ListReader<Link> links = new ListReader<>(Rtnetlink.RTM_NEWLINK, LinkReader::parse);
        ListReader<InterfaceAddress> addresses = new ListReader<>(Rtnetlink.RTM_NEWADDR, AddressReader::parse);

        readOrRefuse(() -> links.message(Rtnetlink.RTM_NEWLINK, message, 0, bytes.length));
        readOrRefuse(() -> addresses.message(Rtnetlink.RTM_NEWADDR, message, 0, bytes.length));
        readOrRefuse(() -> RouteReader.parseAny(message, 0, bytes.length));
        readOrRefuse(() -> NeighbourReader.parse(message, 0, bytes.length));
    }

    private interface Reading {
        void run() throws IOException;
    }

    /** Anything but an IOException is a fault. */
    private static void readOrRefuse(Reading reading) {
        try {
            reading.run();
        } catch (IOException e) {
            assertThat(e).hasMessageMatching("netlink attribute .*|a next hop of .*|addr is of illegal length");
        }
    }

    private Attributes attributes(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        MemorySegment.copy(bytes, 0, segment, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return new Attributes(segment, 0, bytes.length);
    }
}
