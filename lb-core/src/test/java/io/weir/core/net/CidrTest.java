package io.weir.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    private static Cidr of(String text) {
        return Cidr.parse(text).orElseThrow();
    }

    @Test
    void networkContainsItsAddressesOnly() {
        assertThat(of("192.0.2.128/25").contains(IpAddress.of("192.0.2.129"))).isTrue();
        assertThat(of("192.0.2.128/25").contains(IpAddress.of("192.0.2.127"))).isFalse();
        assertThat(of("2001:db8::/32").contains(IpAddress.of("2001:db8:ffff::1")))
                .isTrue();
        assertThat(of("2001:db8::/32").contains(IpAddress.of("2001:db9::1"))).isFalse();
    }

    @Test
    void hostBitsAreKeptButNotCompared() {
        assertThat(of("192.0.2.7/24")).hasToString("192.0.2.7/24");
        assertThat(of("192.0.2.7/24").contains(IpAddress.of("192.0.2.200"))).isTrue();
    }

    @Test
    void everyAddressOfTheFamilyIsInThePrefixOfLengthZero() {
        assertThat(of("0.0.0.0/0").contains(IpAddress.of("255.255.255.255"))).isTrue();
        assertThat(of("0.0.0.0/0").contains(IpAddress.of("::"))).isFalse();
        assertThat(of("::/0").contains(IpAddress.of("0.0.0.0"))).isFalse();
    }

    @Test
    void addressWithoutPrefixIsOneHost() {
        assertThat(of("192.0.2.1")).hasToString("192.0.2.1/32");
        assertThat(of("::1")).hasToString("::1/128");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/24",
                "192.0.2.1/",
                "192.0.2.1/33",
                "192.0.2.1/024",
                "192.0.2.1/-1",
                "192.0.2.1/+8",
                "192.0.2.1/8/8",
                "192.0.2.1/ 8",
                "::/129",
                "name/8",
                "192.0.2.1/1000"
            })
    void nothingElseIsRead(String text) {
        assertThat(Cidr.parse(text)).isEmpty();
    }

    @Test
    void prefixLongerThanTheAddressIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(IpAddress.of("192.0.2.1"), 33));
    }
}
