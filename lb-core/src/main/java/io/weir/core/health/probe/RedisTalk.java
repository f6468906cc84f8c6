package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.service.CheckMethod;
import java.nio.charset.StandardCharsets;

/** A PING in the protocol of Redis, RESP, version 2. */
final class RedisTalk {
    private final CheckMethod.Redis check;

    RedisTalk(CheckMethod.Redis check) {
        this.check = check;
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        CheckMethod.Login login = check.login();
        if (login != null) {
            String password = login.password().value();
            talk.await("answer to AUTH")
                    .send(
                            login.username().isEmpty()
                                    ? command("AUTH", password)
                                    : command("AUTH", login.username(), password));
            answer(talk, "+OK");
        }
        talk.await("answer to PING").send(command("PING"));
        answer(talk, "+PONG");
        talk.leave(command("QUIT"));
        return Talk.passed("");
    }

    private static void answer(Talk talk, String wanted) throws Unhealthy {
        String line = talk.line();
        if (line.equals(wanted)) {
            return;
        }
        if (line.startsWith("-")) {
            talk.leave(command("QUIT"));
            throw new Unhealthy("L7STS", Shown.of(line.substring(1)));
        }
        throw new Unhealthy("L7RSP", "not an answer of Redis: " + Shown.of(line));
    }

    private static String command(String... words) {
        StringBuilder text = new StringBuilder("*" + words.length + "\r\n");
        for (String word : words) {
            text.append('$')
                    .append(word.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n")
                    .append(word)
                    .append("\r\n");
        }
        return text.toString();
    }
}
