package io.weir.arp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.arp.announce.AnnouncementFrames;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.ArpView;
import io.weir.core.wire.Icmpv6View;
import io.weir.core.wire.PacketBuilder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListeningTest {
    private static final MacAddress OURS = new MacAddress(0x0200_0000_0001L);
    private static final MacAddress THEIRS = new MacAddress(0x0200_0000_0002L);
    private static final MacAddress GROUP = new MacAddress(0x0300_0000_0002L);
    private static final IpAddress US = IpAddress.of("192.0.2.1");
    private static final IpAddress THEM = IpAddress.of("192.0.2.2");
    private static final IpAddress US_V6 = IpAddress.of("2001:db8::1");
    private static final IpAddress THEM_V6 = IpAddress.of("2001:db8::2");
    private static final int SOLICITED = 0x4000_0000;
    private static final int OVERRIDE = 0x2000_0000;

    private final Listening listening = new Listening();

    @Test
    void questionsAreBytesForBytesWhatTheRfcsSay() {
        assertThat(hex(Questions.toAll(THEM, US, OURS)))
                .isEqualTo("ffffffffffff" + "020000000001" + "0806" + "0001080006040001" + "020000000001" + "c0000201"
                        + "000000000000" + "c0000202" + "00".repeat(18));
        assertThat(hex(Questions.probe(THEM, OURS))).contains("020000000001" + "00000000" + "000000000000c0000202");
        // The checksum comes from another program.
        assertThat(hex(Questions.toAll(THEM_V6, US_V6, OURS)))
                .startsWith("3333ff000002" + "020000000001" + "86dd" + "60000000" + "0020" + "3a" + "ff"
                        + "20010db8000000000000000000000001" + "ff0200000000000000000001ff000002" + "87" + "00")
                .endsWith("00000000" + "20010db8000000000000000000000002" + "0101" + "020000000001");
        assertThat(hex(Questions.probe(THEM_V6, OURS)))
                .startsWith(
                        "3333ff000002" + "020000000001" + "86dd" + "60000000" + "0018" + "3a" + "ff" + "00".repeat(16))
                .endsWith("20010db8000000000000000000000002");
    }

    @Test
    void questionsTellWhereTheAskerIsAndProbesDoNot() {
        assertThat(listening.read(Questions.toAll(THEM, US, OURS)))
                .isEqualTo(new Heard(Heard.Kind.REQUEST, US, OURS, OURS, true));
        assertThat(listening.read(Questions.toOne(THEM_V6, THEIRS, US_V6, OURS)))
                .isEqualTo(new Heard(Heard.Kind.REQUEST, US_V6, OURS, OURS, true));
        assertThat(listening.read(Questions.probe(THEM, OURS)))
                .isEqualTo(new Heard(Heard.Kind.PROBE, THEM, OURS, OURS, true));
        assertThat(listening.read(Questions.probe(THEM_V6, OURS)))
                .isEqualTo(new Heard(Heard.Kind.PROBE, THEM_V6, OURS, OURS, true));
    }

    @Test
    void announcementsAreUnderstood() {
        for (byte[] frame : AnnouncementFrames.announcing(THEM, THEIRS)) {
            assertThat(listening.read(frame)).isEqualTo(new Heard(Heard.Kind.ANNOUNCEMENT, THEM, THEIRS, THEIRS, true));
        }
        assertThat(listening.read(AnnouncementFrames.neighborAdvertisement(THEM_V6, THEIRS)))
                .isEqualTo(new Heard(Heard.Kind.ANNOUNCEMENT, THEM_V6, THEIRS, THEIRS, true));
    }

    @Test
    void aReplyMayComeFromAnotherStationThanItNames() {
        assertThat(listening.read(arp(ArpView.REPLY, THEIRS, THEM, OURS)))
                .isEqualTo(new Heard(Heard.Kind.REPLY, THEM, THEIRS, OURS, true));
    }

    @Test
    void flagsOfAdvertisementsCount() {
        assertThat(listening.read(advertisement(US_V6, SOLICITED, THEIRS, 255)))
                .isEqualTo(new Heard(Heard.Kind.REPLY, THEM_V6, THEIRS, THEIRS, false));
        assertThat(listening.read(advertisement(US_V6, SOLICITED | OVERRIDE, null, 255)))
                .isEqualTo(new Heard(Heard.Kind.REPLY, THEM_V6, null, THEIRS, true));
    }

    @Test
    void whatIsNotValidSaysNothing() {
        assertThat(listening.read(arp(ArpView.REPLY, GROUP, THEM, THEIRS)))
                .as("group")
                .isNull();
        assertThat(listening.read(arp(ArpView.REPLY, THEIRS, THEM, GROUP)))
                .as("from a group")
                .isNull();
        assertThat(listening.read(arp(ArpView.REPLY, new MacAddress(0), THEM, THEIRS)))
                .isNull();
        assertThat(listening.read(arp(3, THEIRS, THEM, THEIRS))).as("RARP").isNull();
        assertThat(listening.read(arp(ArpView.REPLY, THEIRS, IpAddress.of("224.0.0.1"), THEIRS)))
                .isNull();
        assertThat(listening.read(advertisement(US_V6, SOLICITED, THEIRS, 254)))
                .as("from behind a router")
                .isNull();
        assertThat(listening.read(advertisement(US_V6, OVERRIDE, GROUP, 255))).isNull();
        assertThat(listening.read(advertisement(US_V6, OVERRIDE, null, 255)))
                .as("an announcement of nothing")
                .isNull();
        assertThat(listening.read(advertisement(IpAddress.of("ff02::1"), SOLICITED, THEIRS, 255)))
                .as("solicited by all")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 255})
    void anOptionOfAnotherLengthIsRefused(int units) {
        byte[] frame = advertisement(US_V6, OVERRIDE, THEIRS, 255);
        int length = frame.length - 7;
        int difference = units - (frame[length] & 0xff);
        frame[length] = (byte) units;
        int checksum = ((frame[56] & 0xff) << 8 | (frame[57] & 0xff)) - difference;
        frame[56] = (byte) (checksum >>> 8);
        frame[57] = (byte) checksum;

        assertThat(listening.read(frame)).isNull();
    }

    @Test
    void aWrongChecksumIsRefused() {
        byte[] frame = advertisement(US_V6, OVERRIDE, THEIRS, 255);
        frame[frame.length - 1] ^= 1;

        assertThat(listening.read(frame)).isNull();
    }

    @Property
    void noBytesAreTooStrange(@ForAll @Size(max = 120) byte[] bytes, @ForAll boolean v6) {
        byte[] frame = v6 ? advertisement(US_V6, OVERRIDE, THEIRS, 255) : arp(ArpView.REPLY, THEIRS, THEM, THEIRS);
        System.arraycopy(bytes, 0, frame, 0, Math.min(bytes.length, frame.length));
        Heard heard = listening.read(frame);

        assertThat(heard == null || !heard.owner().isGroup()).isTrue();
        assertThat(listening.read(Arrays.copyOf(frame, Math.min(bytes.length, 53))))
                .matches(cut -> cut == null || !v6);
    }

    private static byte[] arp(int operation, MacAddress mac, IpAddress address, MacAddress station) {
        byte[] frame = new byte[60];
        new PacketBuilder()
                .start(MemorySegment.ofArray(frame), 0)
                .ethernet(OURS.bits(), station.bits())
                .arp(operation, mac.bits(), address.v4Bits(), OURS.bits(), US.v4Bits())
                .build();
        return frame;
    }

    private static byte[] advertisement(
            IpAddress to, int flags, @org.jspecify.annotations.Nullable MacAddress mac, int hopLimit) {
        byte[] frame = new byte[128];
        PacketBuilder builder = new PacketBuilder()
                .start(MemorySegment.ofArray(frame), 0)
                .ethernet(OURS.bits(), THEIRS.bits())
                .ipv6(THEM_V6.high(), THEM_V6.low(), to.high(), to.low())
                .hopLimit(hopLimit)
                .icmp(Icmpv6View.NEIGHBOR_ADVERTISEMENT, 0, flags)
                .payload64(THEM_V6.high())
                .payload64(THEM_V6.low());
        if (mac != null) {
            builder.payload16(0x0201).payloadMac(mac.bits());
        }
        return Arrays.copyOf(frame, builder.build());
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }
}
