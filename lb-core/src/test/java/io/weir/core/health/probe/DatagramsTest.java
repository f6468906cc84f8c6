package io.weir.core.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.health.CheckResult;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.DnsType;
import io.weir.core.service.Secret;
import io.weir.core.service.StatusSet;
import io.weir.core.service.TextPattern;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Questions over UDP: DNS, RADIUS, SIP. */
class DatagramsTest {
    private static final Duration PATIENT = Duration.ofSeconds(30);

    /** Answers one datagram; null for silence. */
    @FunctionalInterface
    private interface Answerer {
        byte @Nullable [] answer(byte[] question);
    }

    private static final class Peer implements AutoCloseable {
        private final DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(ScriptedPeer.LOOPBACK.toInetAddress(), 0));

        Peer(Answerer answerer) throws IOException {
            Thread.ofVirtual().start(() -> serve(answerer));
        }

        private void serve(Answerer answerer) {
            byte[] room = new byte[4096];
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(room, room.length);
                    socket.receive(packet);
                    byte[] answer = answerer.answer(Arrays.copyOf(room, packet.getLength()));
                    if (answer != null) {
                        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    }
                }
            } catch (IOException e) {
                // Closed.
            }
        }

        CheckResult check(CheckMethod method, Duration timeout) {
            return ScriptedPeer.check(method, socket.getLocalPort(), timeout);
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    private static String reason(CheckMethod method, Answerer answerer) throws IOException {
        try (Peer peer = new Peer(answerer)) {
            return peer.check(method, PATIENT).reason().toString();
        }
    }

    private static CheckMethod dns(@Nullable String expect) {
        return new CheckMethod.Dns(
                false, "www.example", DnsType.A, expect == null ? null : new TextPattern(Pattern.compile(expect)));
    }

    /** The question with an answer's flags and this many records of this type and data, each by a pointer to the name. */
    private static byte[] answered(byte[] question, int flags, int type, String... data) {
        StringBuilder hex = new StringBuilder(HexFormat.of().formatHex(question));
        hex.replace(4, 8, String.format("%04x", flags));
        hex.replace(12, 16, String.format("%04x", data.length));
        for (String one : data) {
            hex.append(String.format("c00c%04x00010000003c%04x%s", type, one.length() / 2, one));
        }
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void dnsAnswersAreJudged() throws Exception {
        assertThat(reason(dns(null), q -> answered(q, 0x8180, 1, "c0000201"))).isEqualTo("L7OK 192.0.2.1");
        assertThat(reason(dns("^192"), q -> answered(q, 0x8180, 1, "0a000001", "c0000201")))
                .isEqualTo("L7OK 192.0.2.1");
        assertThat(reason(dns("^172"), q -> answered(q, 0x8180, 1, "c0000201")))
                .isEqualTo("L7RSP records do not match: 192.0.2.1");
        assertThat(reason(dns(null), q -> answered(q, 0x8180, 5, "c00c")))
                .isEqualTo("L7RSP no A record for www.example");
        assertThat(reason(dns(null), q -> answered(q, 0x8182, 1))).isEqualTo("L7STS SERVFAIL for www.example");
        assertThat(reason(dns(null), q -> answered(q, 0x8183, 1))).isEqualTo("L7STS NXDOMAIN for www.example");
        assertThat(reason(dns(null), q -> answered(q, 0x8180, 1, "c00002"))).isEqualTo("L7RSP not an answer of DNS");
    }

    @Test
    void namesThatPointInCirclesEnd() throws Exception {
        CheckMethod check = new CheckMethod.Dns(false, "www.example", DnsType.CNAME, null);
        // The name's pointer points to itself: 12 bytes of header, 17 of question, 12 of record before it.
        assertThat(reason(check, q -> answered(q, 0x8180, 5, String.format("c0%02x", q.length + 12))))
                .isEqualTo("L7RSP not an answer of DNS");
    }

    @Test
    void lostQuestionIsAskedAgain() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        try (Peer peer = new Peer(q -> asked.incrementAndGet() < 3 ? null : answered(q, 0x8180, 1, "c0000201"))) {
            assertThat(peer.check(dns(null), Duration.ofSeconds(3)).healthy()).isTrue();
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void answersToOthersAreNotHeard() throws Exception {
        try (Peer peer = new Peer(q -> {
            byte[] answer = answered(q, 0x8180, 1, "c0000201");
            answer[0] ^= 1;
            return answer;
        })) {
            assertThat(peer.check(dns(null), Duration.ofMillis(300)).reason())
                    .hasToString("L7TOUT no answer in 300 ms");
        }
    }

    @Test
    void closedPortIsRefused() throws Exception {
        int port;
        try (DatagramSocket closed = new DatagramSocket(0, ScriptedPeer.LOOPBACK.toInetAddress())) {
            port = closed.getLocalPort();
        }
        assertThat(ScriptedPeer.check(dns(null), port, PATIENT).reason()).hasToString("L4CON connection refused");
    }

    private static byte @Nullable [] radius(byte[] request, int code, String secret) {
        byte[] answer = {(byte) code, request[1], 0, 20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
        System.arraycopy(request, 4, answer, 4, 16);
        try {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            digest.update(answer);
            byte[] signature = digest.digest(secret.getBytes(StandardCharsets.US_ASCII));
            System.arraycopy(signature, 0, answer, 4, 16);
            return answer;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void radiusAnswersAreJudged() throws Exception {
        CheckMethod check =
                new CheckMethod.Radius(new Secret("testing"), new CheckMethod.Login("weir", new Secret("sesame")));
        assertThat(reason(check, q -> radius(q, 2, "testing"))).isEqualTo("L7OK Access-Accept");
        assertThat(reason(check, q -> radius(q, 3, "testing"))).isEqualTo("L7STS Access-Reject");
        assertThat(reason(check, q -> radius(q, 2, "other")))
                .isEqualTo("L7RSP the answer is not signed with the secret");
        CheckMethod status = new CheckMethod.Radius(new Secret("testing"), null);
        assertThat(reason(status, q -> q[0] == 12 ? radius(q, 2, "testing") : null))
                .isEqualTo("L7OK Access-Accept");
    }

    private static CheckMethod sip() {
        return new CheckMethod.Sip(false, null, StatusSet.parse("200-299").orElseThrow());
    }

    private static byte[] sip(byte[] request, String status) {
        String text = new String(request, StandardCharsets.UTF_8);
        String id = text.lines()
                .filter(line -> line.startsWith("Call-ID"))
                .findFirst()
                .orElse("");
        return ("SIP/2.0 " + status + "\r\n" + id + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void sipAnswersAreJudged() throws Exception {
        assertThat(reason(sip(), q -> sip(q, "200 OK"))).isEqualTo("L7OK status 200");
        assertThat(reason(sip(), q -> sip(q, "503 Service Unavailable")))
                .isEqualTo("L7STS status 503 Service Unavailable");
        assertThat(reason(sip(), q -> "HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("L7RSP not an answer of SIP: HTTP/1.1 200 OK");
    }
}
