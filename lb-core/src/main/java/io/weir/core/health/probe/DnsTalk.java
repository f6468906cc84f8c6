package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckTarget;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.TextPattern;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Asks a DNS server for records, over UDP or TCP. */
final class DnsTalk {
    private final CheckMethod.Dns check;
    private final DnsMessage message;

    DnsTalk(CheckMethod.Dns check) {
        this.check = check;
        this.message = new DnsMessage(ThreadLocalRandom.current().nextInt(1 << 16), check);
    }

    /** Over UDP; null when the answer is only whole over TCP. */
    @Nullable CheckReason ask(CheckTarget target, Deadline deadline) throws Unhealthy {
        DnsMessage.Answer answer = Datagrams.ask(target, deadline, new Datagrams.Question<>() {
            @Override
            public byte[] datagram(InetSocketAddress local) {
                return message.query();
            }

            @Override
            public DnsMessage.@Nullable Answer answer(byte[] datagram) throws Unhealthy {
                return message.answer(datagram);
            }
        });
        return answer.code() == 0 && answer.truncated() ? null : judge(answer, deadline);
    }

    /** Over TCP, with the length before each message. */
    CheckReason hold(Talk talk) throws Unhealthy {
        byte[] query = message.query();
        talk.send(ByteBuffer.allocate(2 + query.length)
                .putShort((short) query.length)
                .put(query)
                .array());
        int length = talk.octet() << 8 | talk.octet();
        DnsMessage.Answer answer = message.answer(talk.octets(length));
        if (answer == null) {
            throw DnsMessage.malformed();
        }
        return judge(answer, talk.deadline());
    }

    private CheckReason judge(DnsMessage.Answer answer, Deadline deadline) throws Unhealthy {
        if (answer.code() != 0) {
            throw new Unhealthy("L7STS", DnsMessage.codeName(answer.code()) + " for " + check.name());
        }
        TextPattern expect = check.expect();
        if (answer.records().isEmpty()) {
            throw new Unhealthy("L7RSP", "no " + check.question() + " record for " + check.name());
        }
        if (expect == null) {
            return Talk.passed(Shown.of(answer.records().getFirst()));
        }
        for (String found : answer.records()) {
            if (BodyMatch.found(expect, found, deadline)) {
                return Talk.passed(Shown.of(found));
            }
        }
        throw new Unhealthy("L7RSP", "records do not match: " + Shown.of(String.join(" ", answer.records())));
    }
}
