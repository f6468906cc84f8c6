package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.service.CheckMethod.SendExpect;
import io.weir.core.service.CheckMethod.SendExpect.Expectation;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Sends what the operator wrote, and reads until what he expects has come. */
final class SendExpectTalk {
    /** Bytes that are read and searched. */
    static final int MOST_BYTES = 64 << 10;

    /** An answer is searched after each piece, so that a server cannot make that costly by tiny ones. */
    private static final int MOST_PIECES = 500;

    private final SendExpect check;

    SendExpectTalk(SendExpect check) {
        this.check = check;
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        if (check.send().size() > 0) {
            talk.send(check.send().toArray());
        }
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        for (int piece = 0; piece < MOST_PIECES && more(talk, answer); piece++) {
            if (matches(answer, talk.deadline())) {
                return Talk.passed("");
            }
        }
        if (answer.size() == 0) {
            throw new Unhealthy("L7RSP", "connection closed before the answer");
        }
        throw new Unhealthy(
                "L7RSP", "answer does not match: " + Shown.of(answer.toString(StandardCharsets.ISO_8859_1)));
    }

    /** Whether more came than was there. */
    private static boolean more(Talk talk, ByteArrayOutputStream answer) throws Unhealthy {
        try {
            return answer.size() < MOST_BYTES && talk.await("answer").some(answer, MOST_BYTES - answer.size()) >= 0;
        } catch (Unhealthy e) {
            // A server that said something else and waits has answered wrongly; one that said nothing is silent.
            if (answer.size() == 0) {
                throw e;
            }
            return false;
        }
    }

    private boolean matches(ByteArrayOutputStream answer, Deadline deadline) throws Unhealthy {
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        return switch (check.expect()) {
            case Expectation.Text wanted -> BodyMatch.found(wanted.pattern(), text, deadline);
            case Expectation.Bytes wanted ->
                text.contains(new String(wanted.octets().toArray(), StandardCharsets.ISO_8859_1));
        };
    }
}
