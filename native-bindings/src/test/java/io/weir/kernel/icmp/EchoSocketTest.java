package io.weir.kernel.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.testing.Privileges;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("root")
class EchoSocketTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void requestsOfOthersAreNotHeard(boolean v6) throws Exception {
        Privileges.requireNamespaces();
        byte[] loopback = InetAddress.getByName(v6 ? "::1" : "127.0.0.1").getAddress();
        try (EchoSocket socket = EchoSocket.open(v6, null)) {
            assertThat(socket.raw()).isTrue();
            socket.send(request(v6), loopback);
            // On loopback the request itself would come first.
            EchoSocket.Received received = Objects.requireNonNull(socket.receive(SOON));
            assertThat(received.message()[0] & 0xff).isEqualTo(v6 ? 129 : 0);
        }
    }

    /** Of IPv6 the kernel fills in the checksum. */
    private static byte[] request(boolean v6) {
        int type = v6 ? 128 : 8;
        int id = 0x5745;
        int checksum = ~(type << 8) - id;
        return ByteBuffer.allocate(8)
                .put((byte) type)
                .put((byte) 0)
                .putShort((short) (v6 ? 0 : checksum))
                .putShort((short) id)
                .putShort((short) 0)
                .array();
    }
}
