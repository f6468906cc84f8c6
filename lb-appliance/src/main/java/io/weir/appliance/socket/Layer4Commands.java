package io.weir.appliance.socket;

import io.weir.appliance.status.ExplanationText;
import io.weir.appliance.status.FlowsText;
import io.weir.appliance.status.Style;
import io.weir.core.service.VirtualService;
import io.weir.l4.forward.DropReason;
import io.weir.l4.observe.CaptureRequest;
import io.weir.l4.observe.Explanation;
import io.weir.l4.observe.FlowList;
import io.weir.l4.observe.PacketQuestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** {@code flows}, {@code explain} and {@code capture}. */
final class Layer4Commands {
    static final String FLOWS = "flows [SERVICE] [--limit N]";
    static final String EXPLAIN = "explain tcp|udp|icmp SRC:PORT DST:PORT";
    static final String CAPTURE =
            "capture [start --service SERVICE|--drop REASON [--limit FRAMES] [--seconds S] | stop]";

    private static final int USUAL_FLOWS = 1000;
    private static final int MOST_FLOWS = 100_000;
    private static final int USUAL_FRAMES = 10_000;
    private static final int MOST_FRAMES = 1_000_000;
    private static final int USUAL_SECONDS = 60;
    private static final int MOST_SECONDS = 86_400;

    private final Operations operations;

    Layer4Commands(Operations operations) {
        this.operations = operations;
    }

    Answer flows(List<String> arguments) throws Refusal {
        List<String> words = new ArrayList<>(arguments);
        int limit = number(words, "--limit", USUAL_FLOWS, MOST_FLOWS);
        if (words.size() > 1) {
            throw Refusal.wrong("usage: " + FLOWS);
        }
        String service =
                words.isEmpty() ? null : operations.service(words.getFirst()).name();
        FlowList flows = operations.flows(service, limit);
        return new Answer() {
            @Override
            public List<String> lines(Style style) {
                return FlowsText.lines(flows, style);
            }

            @Override
            public void json(JsonGenerator generator) {
                FlowsText.json(flows, generator);
            }
        };
    }

    Answer explain(List<String> words) throws Refusal {
        PacketQuestion question;
        try {
            question = PacketQuestion.parse(words.get(0), words.get(1), words.get(2));
        } catch (IllegalArgumentException e) {
            throw Refusal.wrong(String.valueOf(e.getMessage()));
        }
        Explanation explanation = operations.explain(question);
        return new Answer() {
            @Override
            public List<String> lines(Style style) {
                return ExplanationText.lines(explanation, style);
            }

            @Override
            public void json(JsonGenerator generator) {
                ExplanationText.json(explanation, generator);
            }
        };
    }

    Answer capture(List<String> words) throws Refusal {
        if (words.isEmpty()) {
            return new CaptureAnswer(operations.capture().orElse(null));
        }
        if (words.equals(List.of("stop"))) {
            return new CaptureAnswer(operations.stopCapture().orElse(null));
        }
        if (!words.getFirst().equals("start")) {
            throw Refusal.wrong("usage: " + CAPTURE);
        }
        return start(new ArrayList<>(words.subList(1, words.size())));
    }

    private Answer start(List<String> words) throws Refusal {
        int frames = number(words, "--limit", USUAL_FRAMES, MOST_FRAMES);
        int seconds = number(words, "--seconds", USUAL_SECONDS, MOST_SECONDS);
        String service = option(words, "--service");
        String drop = option(words, "--drop");
        if (!words.isEmpty() || (service == null) == (drop == null)) {
            throw Refusal.wrong("usage: " + CAPTURE);
        }
        VirtualService definition =
                service == null ? null : operations.service(service).definition();
        if (definition != null && definition.mode().isLayer7()) {
            throw Refusal.failed("service " + definition.name() + " is a layer 7 one, whose packets the host's stack"
                    + " has: use tcpdump");
        }
        int reason = drop == null ? 0 : DropReason.ofName(drop);
        if (reason < 0) {
            throw Refusal.wrong(unknownReason(drop));
        }
        return new CaptureAnswer(operations.startCapture(new CaptureRequest(
                operations.current().configuration().node().stateDirectory().resolve("captures"),
                definition,
                reason,
                frames,
                Duration.ofSeconds(seconds))));
    }

    private static List<String> unknownReason(@Nullable String drop) {
        List<String> lines = new ArrayList<>();
        lines.add("there is no drop reason \"" + drop + "\"; there are");
        StringBuilder line = new StringBuilder(" ");
        for (int reason = 1; reason < DropReason.COUNT; reason++) {
            String name = DropReason.name(reason);
            if (line.length() + 1 + name.length() > Style.PLAIN.width()) {
                lines.add(line.toString());
                line.setLength(1);
            }
            line.append(' ').append(name);
        }
        lines.add(line.toString());
        return lines;
    }

    private static @Nullable String option(List<String> words, String name) throws Refusal {
        int at = words.indexOf(name);
        if (at < 0) {
            return null;
        }
        if (at + 1 == words.size()) {
            throw Refusal.wrong(name + " needs a value");
        }
        words.remove(at);
        return words.remove(at);
    }

    private static int number(List<String> words, String name, int usual, int most) throws Refusal {
        String text = option(words, name);
        if (text == null) {
            return usual;
        }
        int value = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (value < 1 || value > most) {
            throw Refusal.wrong(name + " " + text + " is not in 1.." + most);
        }
        return value;
    }
}
