package io.weir.core.wire;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class Ipv4FragmenterTest {
    private static final int LINK_HEADER = 14;
    /** A record route, in the first fragment only, and a router alert (RFC 2113), in all. */
    private static final byte[] OPTIONS = {7, 7, 4, 0, 0, 0, 0, (byte) 148, 4, 0, 0, 1};

    private final MemorySegment memory = Arena.ofAuto().allocate(70_000);
    private final MemorySegment out = Arena.ofAuto().allocate(70_000);
    private final ParsedPacket packet = new ParsedPacket();
    private final Ipv4Fragmenter fragmenter = new Ipv4Fragmenter();

    private record Piece(int offset, boolean more, int identification, String data, int optionBytes) {}

    @Property(tries = 300)
    void fragmentsFitAndMakeTheDatagramAgain(
            @ForAll @IntRange(min = 1, max = 9000) int payload,
            @ForAll @IntRange(min = 68, max = 2000) int mtu,
            @ForAll @IntRange(min = 0, max = 100) int offset,
            @ForAll boolean more,
            @ForAll boolean withOptions) {
        int bytes = more ? (payload + 7) & -8 : payload;
        byte[] data = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            data[i] = (byte) (i * 31 + 7);
        }
        PacketBuilder builder =
                new PacketBuilder().start(memory, 0).ethernet(1, 2).ipv4(0x0a00_0001, 0x0a00_0002);
        if (withOptions) {
            builder.options(OPTIONS);
        }
        int length = builder.fragment(77, 64 + offset * 8, more)
                .protocol(17)
                .payload(data)
                .build();
        assertThat(PacketParser.parse(memory, 0, length, packet)).isEqualTo(ParseCode.OK);
        assertThat(Ipv4Fragmenter.mayCut(packet)).isTrue();

        List<Piece> pieces = cut(mtu);

        int next = 64 + offset * 8;
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            assertThat(piece.offset()).isEqualTo(next);
            assertThat(piece.identification()).isEqualTo(77);
            assertThat(piece.more()).isEqualTo(more || i < pieces.size() - 1);
            assertThat(piece.optionBytes()).isEqualTo(!withOptions ? 0 : i == 0 ? OPTIONS.length : 4);
            whole.append(piece.data());
            next += piece.data().length() / 2;
        }
        assertThat(whole).hasToString(HexFormat.of().formatHex(data));
        assertThat(pieces).hasSizeGreaterThan(bytes + 32 > mtu && bytes > mtu ? 1 : 0);
    }

    private List<Piece> cut(int mtu) {
        List<Piece> pieces = new ArrayList<>();
        assertThat(fragmenter.begin(packet, mtu)).isTrue();
        for (int length = fragmenter.next(out, 0); length > 0; length = fragmenter.next(out, 0)) {
            assertThat(length - LINK_HEADER).isLessThanOrEqualTo(mtu);
            ParsedPacket fragment = new ParsedPacket();
            assertThat(PacketParser.parse(out, 0, length, fragment)).isEqualTo(ParseCode.OK);
            int header = fragment.transportOffset() - LINK_HEADER;
            pieces.add(new Piece(
                    fragment.fragmentOffset(),
                    (Wire.u16(out, LINK_HEADER + Ipv4View.FLAGS_FRAGMENT_OFFSET) & Ipv4View.MORE_FRAGMENTS) != 0,
                    fragment.identification(),
                    HexFormat.of()
                            .formatHex(out.asSlice(fragment.transportOffset(), length - fragment.transportOffset())
                                    .toArray(JAVA_BYTE)),
                    header - 20));
        }
        return pieces;
    }

    @Property(tries = 1)
    void aPacketWithDfIsNotCut() {
        int length = new PacketBuilder()
                .start(memory, 0)
                .ethernet(1, 2)
                .ipv4(0x0a00_0001, 0x0a00_0002)
                .udp(1, 2)
                .payload(new byte[100])
                .build();
        assertThat(PacketParser.parse(memory, 0, length, packet)).isEqualTo(ParseCode.OK);
        assertThat(Ipv4Fragmenter.mayCut(packet)).isFalse();
    }
}
