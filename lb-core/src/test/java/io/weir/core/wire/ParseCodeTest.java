package io.weir.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** One frame per code, as the smallest change to a frame that is otherwise fine. */
class ParseCodeTest {
    private static final String MACS = "020000000001 02000000000a ";
    private static final String ENDS_6 = "20010db8000000000000000000000001 20010db8000000010000000000000007 ";
    private static final String SYN = "9c40 0050 00000001 00000000 50 02 ffff 0000 0000 ";
    private static final String UDP = "9c40 0035 0008 0000 ";

    /** IPv4 with a right header checksum. */
    private static String ipv4(String beforeChecksum, String options, String payload) {
        String header = beforeChecksum + "0000 c0000201 c6336407 " + options;
        MemorySegment bytes = NativeBytes.hex(header);
        int checksum = InternetChecksum.checksum(bytes, 0, (int) bytes.byteSize());
        return MACS + "0800 " + beforeChecksum + String.format("%04x", checksum) + " c0000201 c6336407 " + options
                + payload;
    }

    private static String ipv6(int length, int next, String payload) {
        return MACS + "86dd " + String.format("60000000 %04x %02x 40 ", length, next) + ENDS_6 + payload;
    }

    private static String icmpError(String inner) {
        int length = 28 + inner.replace(" ", "").length() / 2;
        return ipv4(String.format("4500 %04x 0000 0000 40 01 ", length), "", "03 01 0000 00000000 " + inner);
    }

    private static String icmpv6Error(String inner) {
        return ipv6(8 + inner.replace(" ", "").length() / 2, 58, "03 00 0000 00000000 " + inner);
    }

    private static Map<String, String> frames() {
        Map<String, String> frames = new LinkedHashMap<>();
        frames.put("ok", ipv4("4500 0028 0000 4000 40 06 ", "", SYN));
        frames.put("ethernet-truncated", MACS + "08");
        frames.put("ethernet-llc", MACS + "0026 424203");
        frames.put("other-ether-type", MACS + "88cc 0207");
        frames.put("vlan-truncated", MACS + "8100 0064 08");
        frames.put("vlan-too-deep", MACS + "88a8 0001 8100 0002 8100 0003 0800");
        frames.put("arp-truncated", MACS + "0806 0001 0800 06 04 0001 02000000000a c0000201 000000000000 c63364");
        frames.put("arp-other-type", MACS + "0806 0001 0800 08 04 0001 02000000000a c0000201 000000000000 c6336407");
        ipv4(frames);
        ipv6(frames);
        fragments(frames);
        transports(frames);
        inner(frames);
        return frames;
    }

    private static void ipv4(Map<String, String> frames) {
        frames.put("ipv4-truncated", MACS + "0800 4500 0028 0000 4000 40 06 0000 c0000201 c63364");
        frames.put("ipv4-bad-version", ipv4("5500 0028 0000 4000 40 06 ", "", SYN));
        frames.put("ipv4-bad-header-length", ipv4("4400 0028 0000 4000 40 06 ", "", SYN));
        frames.put("ipv4-bad-header-length (total)", ipv4("4500 0013 0000 4000 40 06 ", "", SYN));
        frames.put("ipv4-beyond-frame", ipv4("4500 0029 0000 4000 40 06 ", "", SYN));
        frames.put(
                "ipv4-bad-checksum", ipv4("4500 0028 0000 4000 40 06 ", "", SYN).replace("4000 40 06", "4000 41 06"));
        frames.put("ipv4-bad-option", ipv4("4600 002c 0000 4000 40 06 ", "01 94 04 00 ", SYN));
        frames.put("ipv4-bad-option (one)", ipv4("4600 002c 0000 4000 40 06 ", "94 01 00 00 ", SYN));
        frames.put("ipv4-bad-option (alone)", ipv4("4600 002c 0000 4000 40 06 ", "01 01 01 94 ", SYN));
        frames.put("ipv4-source-routed", ipv4("4700 0030 0000 4000 40 06 ", "01 83 07 04 c0000209 ", SYN));
        frames.put("ipv4-source-routed (strict)", ipv4("4700 0030 0000 4000 40 06 ", "01 89 07 04 c0000209 ", SYN));
        frames.put("other-protocol", ipv4("4500 0018 0000 4000 40 2f ", "", "0000 0800"));
        frames.put("other-protocol (fragment)", ipv4("4500 0018 0000 0001 40 2f ", "", "0000 0800"));
        frames.put("other-protocol (icmpv6)", ipv4("4500 001c 0000 0000 40 3a ", "", "8000 0000 00000000"));
    }

    private static void ipv6(Map<String, String> frames) {
        frames.put("ipv6-truncated", (MACS + "86dd 60000000 0000 3b 40 " + ENDS_6).replace("07 ", ""));
        frames.put("ipv6-bad-version", ipv6(20, 6, SYN).replace("60000000", "40000000"));
        frames.put("ipv6-beyond-frame", ipv6(21, 6, SYN));
        frames.put("ipv6-jumbogram", ipv6(0, 0, "06 00 c2 04 00010000 " + SYN));
        frames.put("ipv6-extension-truncated", ipv6(7, 60, "06 00 01 04 0000 00"));
        frames.put("ipv6-extension-truncated (length)", ipv6(28, 60, "06 03 01 04 00000000" + SYN));
        frames.put("ipv6-too-many-extensions", ipv6(80, 60, "3c 00 01 04 00000000 ".repeat(9) + UDP));
        frames.put("ipv6-bad-extension-order", ipv6(24, 60, "00 00 01 04 00000000 11 00 01 04 00000000 " + UDP));
        frames.put(
                "ipv6-bad-extension-order (fragment)", ipv6(24, 44, "2c 00 0000 00000001 11 00 0000 00000001 " + UDP));
        frames.put("ipv6-source-routed", ipv6(32, 43, "11 02 04 01 00000000 20010db8000000000000000000000009 " + UDP));
        frames.put("other-protocol (esp)", ipv6(8, 50, UDP));
        frames.put("other-protocol (none)", ipv6(0, 59, ""));
    }

    private static void fragments(Map<String, String> frames) {
        frames.put("fragment-bad-length", ipv4("4500 001d 0001 2001 40 11 ", "", UDP + "00"));
        frames.put("fragment-bad-length (empty)", ipv4("4500 0014 0001 0002 40 11 ", "", ""));
        frames.put("fragment-bad-length (ipv6)", ipv6(17, 44, "11 00 0009 00000001 " + UDP + "00"));
        frames.put("fragment-beyond-maximum", ipv4("4500 001c 0001 1fff 40 11 ", "", UDP));
        frames.put("fragment-beyond-maximum (ipv6)", ipv6(16, 44, "11 00 fff8 00000001 " + UDP));
        frames.put("fragment-tiny", ipv4("4500 001c 0001 2000 40 06 ", "", "9c40 0050 00000001 "));
        frames.put(
                "fragment-tiny (options)",
                ipv4("4500 002c 0001 2000 40 06 ", "", SYN.replace("50 02", "70 02") + "01010101"));
        frames.put("fragment-tiny (ipv6)", ipv6(16, 44, "3c 00 0001 00000001 06 01 01 04 00000000 "));
        frames.put("fragment-overlaps-header", ipv4("4500 001c 0001 2001 40 06 ", "", "00000000 5010ffff "));
        frames.put("fragment-overlaps-header (ipv6)", ipv6(16, 44, "06 00 0009 00000001 00000000 5010ffff "));
    }

    private static void transports(Map<String, String> frames) {
        frames.put("tcp-truncated", ipv4("4500 0027 0000 4000 40 06 ", "", SYN));
        frames.put("tcp-bad-data-offset", ipv4("4500 0028 0000 4000 40 06 ", "", SYN.replace("50 02", "40 02")));
        frames.put(
                "tcp-bad-data-offset (beyond)", ipv4("4500 0028 0000 4000 40 06 ", "", SYN.replace("50 02", "60 02")));
        frames.put("tcp-bad-flags", ipv4("4500 0028 0000 4000 40 06 ", "", SYN.replace("50 02", "50 00")));
        frames.put("tcp-bad-flags (syn fin)", ipv4("4500 0028 0000 4000 40 06 ", "", SYN.replace("50 02", "50 03")));
        frames.put("tcp-bad-flags (syn rst)", ipv4("4500 0028 0000 4000 40 06 ", "", SYN.replace("50 02", "50 06")));
        frames.put("tcp-bad-flags (fin)", ipv4("4500 0028 0000 4000 40 06 ", "", SYN.replace("50 02", "50 29")));
        frames.put("udp-truncated", ipv4("4500 001b 0000 4000 40 11 ", "", UDP));
        frames.put("udp-bad-length", ipv6(8, 17, UDP.replace("0008", "0007")));
        frames.put("udp-beyond-packet", ipv6(8, 17, UDP.replace("0008", "0009")));
        frames.put("icmp-truncated", ipv4("4500 001b 0000 4000 40 01 ", "", "0800 0000 00000000"));
        frames.put("icmp-truncated (ipv6)", ipv6(7, 58, "8000 0000 000000"));
    }

    private static void inner(Map<String, String> frames) {
        String start = "4500 0028 0000 4000 40 06 0000 c6336407 c0000201 ";
        frames.put("ok (inner)", icmpError(start + "0050 9c40 00000001 "));
        frames.put("icmp-inner-truncated", icmpError(start + "0050 9c40 000000 "));
        frames.put("icmp-inner-truncated (header)", icmpError(start.substring(0, start.length() - 3)));
        frames.put(
                "icmp-inner-truncated (options)",
                icmpError(start.replace("4500 0028", "4f00 0050") + "0050 9c40 00000001 "));
        frames.put("icmp-inner-truncated (ipv6)", icmpv6Error("60000000 0014 06 40 " + ENDS_6 + "0050 9c40 000000"));
        frames.put("icmp-inner-truncated (ipv6 header)", icmpv6Error("60000000 0014 06 40 " + ENDS_6.substring(0, 65)));
        frames.put(
                "icmp-inner-truncated (chain)", icmpv6Error("60000000 0014 3c 40 " + ENDS_6 + "06 01 0000 00000000 "));
        frames.put("icmp-inner-bad-header", icmpError(start.replace("4500", "6500") + "0050 9c40 00000001 "));
        frames.put("icmp-inner-bad-header (ihl)", icmpError(start.replace("4500", "4400") + "0050 9c40 00000001 "));
        frames.put("icmp-inner-bad-header (total)", icmpError(start.replace("0028", "0010") + "0050 9c40 00000001 "));
        frames.put("icmp-inner-bad-header (ipv6)", icmpv6Error("40000000 0014 06 40 " + ENDS_6 + SYN));
        frames.put(
                "icmp-inner-bad-header (route)",
                icmpv6Error("60000000 0014 2b 40 " + ENDS_6 + "06 00 04 01 00000000 " + SYN));
        frames.put(
                "icmp-inner-later-fragment",
                icmpError(start.replace("4000 40 06", "0001 40 06") + "00000000 00000000 "));
        frames.put(
                "icmp-inner-later-fragment (ipv6)",
                icmpv6Error("60000000 0018 2c 40 " + ENDS_6 + "06 00 0009 00000001 00000000 00000000 "));
        frames.put("icmp-inner-is-error", icmpError(start.replace("40 06", "40 01") + "0301 0000 00000000 "));
        frames.put("icmp-inner-is-error (ipv6)", icmpv6Error("60000000 0008 3a 40 " + ENDS_6 + "0100 0000 00000000 "));
        frames.put("icmp-inner-other-protocol", icmpError(start.replace("40 06", "40 2f") + "0000 0800 "));
    }

    @Test
    void everyCodeIsReachedByItsFrame() {
        ParsedPacket packet = new ParsedPacket();
        TreeSet<Integer> reached = new TreeSet<>();
        frames().forEach((name, hex) -> {
            MemorySegment frame = NativeBytes.hex(hex);
            int code = PacketParser.parse(frame, 0, (int) frame.byteSize(), packet);
            assertThat(ParseCode.name(code)).as(name).isEqualTo(name.replaceFirst(" .*", ""));
            reached.add(code);
        });

        assertThat(reached).hasSize(ParseCode.COUNT);
    }

    @Test
    void everyCodeHasANameOfItsOwnAndADescription() {
        for (int code = 0; code < ParseCode.COUNT; code++) {
            assertThat(ParseCode.ofName(ParseCode.name(code))).isEqualTo(code);
            assertThat(ParseCode.name(code)).matches("[a-z0-9-]+");
            assertThat(ParseCode.description(code)).isNotBlank();
        }
        assertThat(ParseCode.ofName("no-such-code")).isEqualTo(-1);
    }

    @Test
    void framesOfOtherProtocolsAreNotMalformed() {
        assertThat(ParseCode.isMalformed(ParseCode.OK)).isFalse();
        assertThat(ParseCode.isMalformed(ParseCode.OTHER_PROTOCOL)).isFalse();
        assertThat(ParseCode.isMalformed(ParseCode.ETHERNET_LLC)).isFalse();
        assertThat(ParseCode.isMalformed(ParseCode.IPV4_BAD_CHECKSUM)).isTrue();
    }
}
