package io.weir.arp.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class AnnouncementFramesTest {
    private static final IpAddress VIP = IpAddress.of("192.0.2.77");
    private static final MacAddress MAC = new MacAddress(0x0200_0000_000aL);

    @Test
    void aGratuitousRequestAsksForItsOwnAddress() {
        assertThat(hex(AnnouncementFrames.gratuitousRequest(VIP, MAC)))
                .isEqualTo("ffffffffffff" + "02000000000a" + "0806" + "0001" + "0800" + "06" + "04" + "0001"
                        + "02000000000a" + "c000024d" + "000000000000" + "c000024d" + "00".repeat(18));
    }

    @Test
    void aGratuitousReplyNamesTheAddressToLearnAsTarget() {
        assertThat(hex(AnnouncementFrames.gratuitousReply(VIP, MAC)))
                .isEqualTo("ffffffffffff" + "02000000000a" + "0806" + "0001" + "0800" + "06" + "04" + "0002"
                        + "02000000000a" + "c000024d" + "02000000000a" + "c000024d" + "00".repeat(18));
    }

    @Test
    void anAdvertisementOverridesAtAllNodes() {
        // The checksum comes from another program.
        assertThat(hex(AnnouncementFrames.neighborAdvertisement(IpAddress.of("2001:db8::77"), MAC)))
                .isEqualTo("333300000001" + "02000000000a" + "86dd" + "60000000" + "0020" + "3a" + "ff"
                        + "20010db8000000000000000000000077" + "ff020000000000000000000000000001"
                        + "88" + "00" + "f835" + "20000000" + "20010db8000000000000000000000077"
                        + "0201" + "02000000000a");
    }

    @Property
    void theChecksumOfAnAdvertisementSumsToAllOnes(
            @ForAll long high, @ForAll long low, @ForAll @LongRange(max = 0xffff_ffff_ffffL) long mac) {
        byte[] frame = AnnouncementFrames.neighborAdvertisement(IpAddress.v6(high, low), new MacAddress(mac));

        long sum = 32 + 58;
        for (int i = 22; i < frame.length; i += 2) {
            sum += (frame[i] & 0xff) << 8 | (frame[i + 1] & 0xff);
        }
        assertThat(sum % 0xffff).isZero();
    }

    @Test
    void anAdvertisementOfAnIpv4AddressIsRefused() {
        assertThatThrownBy(() -> AnnouncementFrames.neighborAdvertisement(VIP, MAC))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("192.0.2.77 is not IPv6");
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }
}
