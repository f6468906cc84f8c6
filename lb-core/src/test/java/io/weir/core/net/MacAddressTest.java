package io.weir.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
    @Test
    void textIsReadInEitherCaseAndWrittenInLower() {
        assertThat(MacAddress.parse("02:AB:cd:00:00:01").orElseThrow()).hasToString("02:ab:cd:00:00:01");
        assertThat(MacAddress.BROADCAST).hasToString("ff:ff:ff:ff:ff:ff");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "02:00:00:00:00",
                "02:00:00:00:00:01:02",
                "02-00-00-00-00-01",
                "2:0:0:0:0:1",
                "0g:00:00:00:00:01",
                "020000000001",
                "02:00:00:00:00:01 "
            })
    void nothingElseIsRead(String text) {
        assertThat(MacAddress.parse(text)).isEmpty();
    }

    @Test
    void groupBitTellsMulticastAndBroadcast() {
        assertThat(MacAddress.BROADCAST.isGroup()).isTrue();
        assertThat(MacAddress.parse("01:00:5e:00:00:01").orElseThrow().isGroup())
                .isTrue();
        assertThat(MacAddress.parse("02:00:5e:00:00:01").orElseThrow().isGroup())
                .isFalse();
    }

    @Test
    void moreOrFewerThanSixBytesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MacAddress(1L << 48));
        assertThatIllegalArgumentException().isThrownBy(() -> MacAddress.ofBytes(new byte[5]));
    }
}
