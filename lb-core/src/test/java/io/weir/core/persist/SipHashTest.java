package io.weir.core.persist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SipHashTest {
    private final SipHash hash = new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L);

    /** The vectors of the reference implementation: the message of length n is 0, 1 .. n-1. */
    @ParameterizedTest
    @CsvSource({
        "0, a3817f04ba25a8e66df67214c7550293",
        "1, da87c1d86b99af44347659119b22fc45",
        "2, 8177228da4a45dc7fca38bdef60affe4",
    })
    void givesTheVectorsOfTheReference(int length, String expected) {
        byte[] message = new byte[length + 3];
        for (int i = 0; i < length; i++) {
            message[i + 3] = (byte) i;
        }
        SipHash.Digest digest = hash.of(message, 3, length);
        ByteBuffer bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putLong(digest.first()).putLong(digest.second());
        assertThat(HexFormat.of().formatHex(bytes.array())).isEqualTo(expected);
    }
}
