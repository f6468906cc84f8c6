package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.service.CheckMethod;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Sessions of SMTP (RFC 5321), IMAP (RFC 3501) and POP3 (RFC 1939) that end before any mail is touched. */
final class MailTalk {
    private static final int MOST_LINES = 100;

    private final CheckMethod.Mail check;

    MailTalk(CheckMethod.Mail check) {
        this.check = check;
    }

    CheckReason hold(Talk talk) throws Unhealthy {
        return switch (check.type()) {
            case SMTP -> smtp(talk);
            case IMAP -> imap(talk);
            default -> pop3(talk);
        };
    }

    private CheckReason smtp(Talk talk) throws Unhealthy {
        smtpReply(talk.await("greeting"), "220");
        talk.await("answer to EHLO").send("EHLO " + check.name() + "\r\n");
        smtpReply(talk, "250");
        CheckMethod.Login login = check.login();
        if (login != null) {
            String plain = "\0" + login.username() + "\0" + login.password().value();
            talk.await("answer to AUTH")
                    .send("AUTH PLAIN " + Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8))
                            + "\r\n");
            smtpReply(talk, "235");
        }
        talk.leave("QUIT\r\n");
        return Talk.passed("");
    }

    private static void smtpReply(Talk talk, String wanted) throws Unhealthy {
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = talk.line();
            if (!line.matches("(?s)[2-5][0-9]{2}([ -].*)?")) {
                throw new Unhealthy("L7RSP", "not an answer of SMTP: " + Shown.of(line));
            }
            if (line.length() > 3 && line.charAt(3) == '-') {
                continue;
            }
            if (!line.startsWith(wanted)) {
                talk.leave("QUIT\r\n");
                throw new Unhealthy("L7STS", Shown.of(line));
            }
            return;
        }
        throw new Unhealthy("L7RSP", "an answer of more than " + MOST_LINES + " lines");
    }

    private CheckReason imap(Talk talk) throws Unhealthy {
        String greeting = talk.await("greeting").line();
        if (greeting.startsWith("* BYE")) {
            throw new Unhealthy("L7STS", Shown.of(greeting.substring(2)));
        }
        if (!greeting.startsWith("* OK") && !greeting.startsWith("* PREAUTH")) {
            throw new Unhealthy("L7RSP", "not a greeting of IMAP: " + Shown.of(greeting));
        }
        CheckMethod.Login login = check.login();
        if (login == null) {
            talk.await("answer to NOOP").send("a1 NOOP\r\n");
        } else {
            talk.await("answer to LOGIN")
                    .send("a1 LOGIN " + quoted(login.username()) + " "
                            + quoted(login.password().value()) + "\r\n");
        }
        imapAnswer(talk);
        talk.leave("a2 LOGOUT\r\n");
        return Talk.passed("");
    }

    private static void imapAnswer(Talk talk) throws Unhealthy {
        for (int lines = 0; lines < MOST_LINES; lines++) {
            String line = talk.line();
            if (line.startsWith("a1 OK")) {
                return;
            }
            if (line.startsWith("a1 ")) {
                talk.leave("a2 LOGOUT\r\n");
                throw new Unhealthy("L7STS", Shown.of(line.substring(3)));
            }
            if (line.startsWith("* BYE")) {
                throw new Unhealthy("L7STS", Shown.of(line.substring(2)));
            }
            if (!line.startsWith("* ")) {
                throw new Unhealthy("L7RSP", "not an answer of IMAP: " + Shown.of(line));
            }
        }
        throw new Unhealthy("L7RSP", "an answer of more than " + MOST_LINES + " lines");
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private CheckReason pop3(Talk talk) throws Unhealthy {
        pop3Reply(talk.await("greeting"));
        CheckMethod.Login login = check.login();
        if (login != null) {
            talk.await("answer to USER").send("USER " + login.username() + "\r\n");
            pop3Reply(talk);
            talk.await("answer to PASS").send("PASS " + login.password().value() + "\r\n");
            pop3Reply(talk);
        }
        talk.leave("QUIT\r\n");
        return Talk.passed("");
    }

    private static void pop3Reply(Talk talk) throws Unhealthy {
        String line = talk.line();
        if (line.startsWith("-ERR")) {
            talk.leave("QUIT\r\n");
            throw new Unhealthy("L7STS", Shown.of(line.substring(1)));
        }
        if (!line.startsWith("+OK")) {
            throw new Unhealthy("L7RSP", "not an answer of POP3: " + Shown.of(line));
        }
    }
}
