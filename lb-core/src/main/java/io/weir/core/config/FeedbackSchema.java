package io.weir.core.config;

import io.weir.core.service.Feedback;
import java.time.Duration;
import java.util.List;

/** {@code feedback}. */
final class FeedbackSchema {
    static final Key<Feedback.Type> TYPE = Key.of(
            "type",
            Texts.oneOf("a type of feedback", Feedback.Type::key, List.of(Feedback.Type.values()))
                    .only(),
            "none",
            "How servers are asked: an agent that says a line on a TCP connection, or http for a body that begins with"
                    + " it.");
    static final Key<Integer> PORT =
            Key.of("port", Texts.port(), "3333", "The TCP port of the agent on each server, 1 to 65535.");
    static final Key<String> PATH = Key.of(
            "path",
            new ValueType.Text<>("a path", "write a path such as /load, without blanks", List.of(), (text, problem) -> {
                if (text.matches("/[!-~]{0,1023}")) {
                    return text;
                }
                problem.accept(Shown.quoted(text) + " is not the path of a request; write one such as /load");
                return null;
            }),
            "/",
            "What is asked for; with type http.");
    static final Key<Duration> INTERVAL = Key.of(
            "interval",
            DurationText.upTo("1d"),
            "4s",
            "From the start of one question to that of the next, 1ms to 1d.");
    static final Key<Duration> TIMEOUT = Key.of(
            "timeout",
            DurationText.upTo("1d"),
            "3s",
            "How long an answer may take, 1ms to 1d and at most the interval.");
    static final Section SECTION = Section.of(TYPE, PORT, PATH, INTERVAL, TIMEOUT);

    private FeedbackSchema() {}

    static Feedback feedback(Fields keys) {
        return keys.value(TYPE) == Feedback.Type.NONE
                ? Feedback.NONE
                : new Feedback(
                        keys.value(TYPE),
                        keys.value(PORT),
                        keys.value(TYPE) == Feedback.Type.HTTP ? keys.value(PATH) : "/",
                        keys.value(INTERVAL),
                        keys.value(TIMEOUT));
    }
}
