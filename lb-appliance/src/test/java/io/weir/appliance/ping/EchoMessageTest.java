package io.weir.appliance.ping;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.InternetChecksum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class EchoMessageTest {
    private static final byte[] NONCE = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};

    @Test
    void requestOfIpv4HasAChecksum() {
        byte[] request = EchoMessage.request(false, 0x1234, 0xfffe, NONCE);
        assertThat(request).startsWith(8, 0).endsWith(NONCE);
        assertThat(InternetChecksum.checksum(MemorySegment.ofArray(request), 0, request.length))
                .isZero();
    }

    @Test
    void replyIsReadByItsNumberAndNonce() {
        byte[] reply = EchoMessage.request(false, 0x1234, 7, NONCE);
        reply[0] = 0;
        assertThat(EchoMessage.read(false, reply, 0x1234)).satisfies(answer -> {
            assertThat(answer.sequence()).isEqualTo(7);
            assertThat(answer.nonce()).isEqualTo(NONCE);
            assertThat(answer.failure()).isNull();
        });
        assertThat(EchoMessage.read(true, reply, 0x1234)).isNull();
        assertThat(EchoMessage.read(false, new byte[9], 0x1234)).isNull();
    }

    @Test
    void errorIsReadByTheRequestInIt() {
        byte[] request = EchoMessage.request(false, 0x1234, 7, NONCE);
        ByteBuffer error = ByteBuffer.allocate(8 + 20 + 8);
        error.put((byte) 3).put((byte) 1).position(8);
        error.put((byte) 0x45).position(8 + 16).put(new byte[] {10, 0, 0, 9}).put(request, 0, 8);
        assertThat(EchoMessage.read(false, error.array(), 0x1234)).satisfies(answer -> {
            assertThat(answer.sequence()).isEqualTo(7);
            assertThat(answer.destination()).containsExactly(10, 0, 0, 9);
            assertThat(answer.failure()).isEqualTo("host unreachable");
        });
        assertThat(EchoMessage.read(false, error.array(), 0x4321)).isNull();
    }
}
