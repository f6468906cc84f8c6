package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckTarget;
import io.weir.core.net.IpAddress;
import io.weir.core.service.CheckMethod;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** An OPTIONS of SIP (RFC 3261, section 11), over UDP or TCP. */
final class SipTalk {
    private static final int MOST_INTERIM = 10;
    private static final int MOST_HEADERS = 200;

    private final CheckMethod.Sip check;
    private final CheckTarget target;
    private final String callId;

    SipTalk(CheckMethod.Sip check, CheckTarget target) {
        this.check = check;
        this.target = target;
        byte[] random = new byte[12];
        new SecureRandom().nextBytes(random);
        this.callId = HexFormat.of().formatHex(random);
    }

    CheckReason ask(Deadline deadline) throws Unhealthy {
        return Datagrams.ask(target, deadline, new Datagrams.Question<>() {
            @Override
            public byte[] datagram(InetSocketAddress local) {
                return request(IpAddress.of(local.getAddress()).withPort(local.getPort()));
            }

            @Override
            public @Nullable CheckReason answer(byte[] datagram) throws Unhealthy {
                return judge(new String(datagram, StandardCharsets.UTF_8));
            }
        });
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        talk.send(request("weir.invalid"));
        for (int interim = 0; interim <= MOST_INTERIM; interim++) {
            StringBuilder head = new StringBuilder();
            int lines = 0;
            for (String line = talk.line(); !line.isEmpty(); line = talk.line()) {
                head.append(line).append("\r\n");
                if (++lines > MOST_HEADERS) {
                    throw new Unhealthy("L7RSP", "answer has more than " + MOST_HEADERS + " headers");
                }
            }
            CheckReason passed = judge(head.toString());
            if (passed != null) {
                return passed;
            }
        }
        throw new Unhealthy("L7RSP", "only interim answers");
    }

    private byte[] request(String local) {
        String host = check.host();
        String domain = host == null
                ? target.address().v6()
                        ? "[" + target.address() + "]"
                        : target.address().toString()
                : host;
        String uri = "sip:" + domain + (host == null ? ":" + target.port() : "");
        String text = "OPTIONS " + uri + " SIP/2.0\r\n"
                + "Via: SIP/2.0/" + (check.tcp() ? "TCP " : "UDP ") + local + ";branch=z9hG4bK" + callId + ";rport\r\n"
                + "Max-Forwards: 70\r\n"
                + "From: <sip:weir@" + domain + ">;tag=" + callId.substring(0, 8) + "\r\n"
                + "To: <" + uri + ">\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: 1 OPTIONS\r\n"
                + "Contact: <sip:weir@" + local + ">\r\n"
                + "Accept: application/sdp\r\n"
                + "User-Agent: weir-health-check\r\n"
                + "Content-Length: 0\r\n\r\n";
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Null for an interim answer and for one that answers another request. */
    private @Nullable CheckReason judge(String answer) throws Unhealthy {
        int end = answer.indexOf("\r\n");
        String line = end < 0 ? answer : answer.substring(0, end);
        if (!line.matches("(?s)SIP/2\\.0 [1-6][0-9]{2}( .*)?")) {
            throw new Unhealthy("L7RSP", "not an answer of SIP: " + Shown.of(line));
        }
        if (!answer.contains(callId)) {
            return null;
        }
        int status = Integer.parseInt(line.substring(8, 11));
        if (status < 200) {
            return null;
        }
        if (!check.status().contains(status)) {
            throw new Unhealthy("L7STS", "status " + Shown.of(line.substring(8)));
        }
        return Talk.passed("status " + status);
    }
}
