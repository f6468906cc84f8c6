package io.weir.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    /** The examples of RFC 5952 sections 1, 2, 4 and 5, and the corners of its rules. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "::ffff:c000:201, ::ffff:192.0.2.1",
        "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
        "0:0:0:0:0:0:0:0, ::",
        "0:0:0:0:0:0:0:1, ::1",
        "1:0:0:0:0:0:0:0, 1::",
        "1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
        "0:2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "0:0:3:4:5:6:0:0, ::3:4:5:6:0:0",
        "1:2:3:4:5:6::, 1:2:3:4:5:6::",
        "ABCD:EF01::, abcd:ef01::",
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "255.255.255.255, 255.255.255.255",
    })
    void literalIsPrintedInItsCanonicalForm(String literal, String canonical) {
        assertThat(IpAddress.of(literal)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                ":",
                ":::",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "1.2.3.256",
                "01.2.3.4",
                "1.2.3.4 ",
                " 1.2.3.4",
                "1..2.3",
                "1.2.3.",
                ".1.2.3",
                "0x1.2.3.4",
                "1.2.3.4/8",
                "-1.2.3.4",
                "1.2.3.+4",
                "1.2.3.0004",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "::1:2:3:4:5:6:7:8",
                "1::2::3",
                ":1::2",
                "1::2:",
                "1:",
                ":1",
                "12345::",
                "g::",
                "::1%eth0",
                "[::1]",
                "::1.2.3",
                "::1.2.3.256",
                "1.2.3.4::",
                "::1.2.3.4:5",
                "1:2:3:4:5:6:7:1.2.3.4",
                "::\u0661",
                "\u0661.2.3.4",
                "localhost",
                "::1/128"
            })
    void nothingElseIsALiteral(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void doubleColonMayStandForOneGroup() {
        assertThat(IpAddress.of("1:2:3::5:6:7:8")).hasToString("1:2:3:0:5:6:7:8");
    }

    @Test
    void dottedEndFillsTheLastTwoGroups() {
        assertThat(IpAddress.of("1:2:3:4:5:6:1.2.3.4")).isEqualTo(IpAddress.of("1:2:3:4:5:6:102:304"));
    }

    @Test
    void maskKeepsTheNetwork() {
        assertThat(IpAddress.of("192.0.2.255").masked(24)).hasToString("192.0.2.0");
        assertThat(IpAddress.of("192.0.2.255").masked(0)).hasToString("0.0.0.0");
        assertThat(IpAddress.of("192.0.2.255").masked(32)).hasToString("192.0.2.255");
        IpAddress v6 = IpAddress.of("2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
        assertThat(v6.masked(0)).hasToString("::");
        assertThat(v6.masked(33)).hasToString("2001:db8:8000::");
        assertThat(v6.masked(64)).hasToString("2001:db8:ffff:ffff::");
        assertThat(v6.masked(65)).hasToString("2001:db8:ffff:ffff:8000::");
        assertThat(v6.masked(128)).isEqualTo(v6);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> IpAddress.of("192.0.2.1").masked(33));
    }

    @Test
    void kindsAreTold() {
        assertThat(IpAddress.of("127.8.8.8").isLoopback()).isTrue();
        assertThat(IpAddress.of("::1").isLoopback()).isTrue();
        assertThat(IpAddress.of("128.0.0.1").isLoopback()).isFalse();
        assertThat(IpAddress.of("0.0.0.0").isUnspecified()).isTrue();
        assertThat(IpAddress.of("::").isUnspecified()).isTrue();
        assertThat(IpAddress.of("239.255.255.255").isMulticast()).isTrue();
        assertThat(IpAddress.of("223.255.255.255").isMulticast()).isFalse();
        assertThat(IpAddress.of("240.0.0.1").isMulticast()).isFalse();
        assertThat(IpAddress.of("ff02::1").isMulticast()).isTrue();
        assertThat(IpAddress.of("fe80::1").isMulticast()).isFalse();
    }

    @Test
    void portIsSetOffByBracketsInIpv6() {
        assertThat(IpAddress.of("192.0.2.1").withPort(80)).isEqualTo("192.0.2.1:80");
        assertThat(IpAddress.of("2001:db8::1").withPort(80)).isEqualTo("[2001:db8::1]:80");
    }

    @Test
    void addressesAreOrderedByFamilyThenUnsigned() {
        assertThat(IpAddress.of("9.0.0.0")).isLessThan(IpAddress.of("200.0.0.0"));
        assertThat(IpAddress.of("255.255.255.255")).isLessThan(IpAddress.of("::"));
        assertThat(IpAddress.of("1::")).isLessThan(IpAddress.of("ffff::"));
        assertThat(IpAddress.of("1::1")).isLessThan(IpAddress.of("1::ffff:0:0:0"));
    }

    @Test
    void wordsThatAreNoAddressAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new IpAddress(1, 0, false));
        assertThatIllegalArgumentException().isThrownBy(() -> new IpAddress(0, 1L << 32, false));
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.ofBytes(new byte[5]));
        assertThatIllegalArgumentException().isThrownBy(() -> IpAddress.of("name"));
        assertThatIllegalStateException().isThrownBy(() -> IpAddress.of("::1").v4Bits());
    }

    @Test
    void mappedAddressOfTheJdkIsIpv4() throws UnknownHostException {
        byte[] mapped = IpAddress.of("::ffff:192.0.2.1").toBytes();
        assertThat(IpAddress.of(InetAddress.getByAddress(mapped))).isEqualTo(IpAddress.of("192.0.2.1"));
        assertThat(IpAddress.isV4(InetAddress.getByAddress(mapped))).isTrue();
    }
}
