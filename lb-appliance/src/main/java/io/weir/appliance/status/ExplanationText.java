package io.weir.appliance.status;

import io.weir.l4.observe.Explanation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What would become of a packet, for people and for tools. */
public final class ExplanationText {
    private static final int LABEL = 10;

    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private ExplanationText(Style style) {
        this.style = style;
    }

    /** For people. */
    public static List<String> lines(Explanation it, Style style) {
        ExplanationText text = new ExplanationText(style);
        String protocol = it.question().protocol().name().toLowerCase(Locale.ROOT);
        text.line(
                "packet",
                protocol + " " + it.question().from() + " > " + it.question().to());
        text.line("verdict", it.verdict().key() + ": " + it.summary());
        text.line("service", it.service() == null ? null : it.service() + ", " + it.mode());
        if (it.flow() != null) {
            text.line(
                    "flow",
                    it.flow().state() + ", " + Figures.count(it.flow().packets()) + " packets, idle "
                            + Figures.span(it.flow().idle()) + (it.reply() ? ", this is a reply" : ""));
        }
        text.line("server", it.server());
        text.line("chosen by", it.choice());
        for (Explanation.Candidate candidate : it.candidates()) {
            text.line("", candidate.name() + " " + candidate.address() + ": " + candidate.why());
        }
        text.hop("arrives", it.arrives());
        text.hop("leaves", it.leaves());
        text.line("dropped", it.dropReason());
        text.line("answer", it.answer());
        it.notes().forEach(note -> text.line("note", note));
        return text.lines;
    }

    private void hop(String label, Explanation.@Nullable Hop hop) {
        if (hop != null) {
            line(label, hop.link() + "  " + mac(hop.fromMac()) + " > " + mac(hop.toMac()));
            line("", hop.from() + " > " + hop.to());
        }
    }

    private static String mac(@Nullable String known) {
        return known == null ? "(the client's)" : known;
    }

    private void line(String label, @Nullable String text) {
        if (text == null) {
            return;
        }
        List<String> wrapped = Cells.wrap(text, style.width() - LABEL, " ");
        for (int i = 0; i < wrapped.size(); i++) {
            lines.add(Cells.left(i == 0 ? label : "", LABEL) + wrapped.get(i));
        }
    }

    /** For tools. */
    public static void json(Explanation it, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("verdict", it.verdict().key());
        json.writeStringProperty("summary", it.summary());
        text(json, "service", it.service());
        text(json, "mode", it.mode());
        if (it.flow() == null) {
            json.writeNullProperty("flow");
        } else {
            json.writeName("flow");
            FlowsText.row(it.flow(), json);
        }
        json.writeBooleanProperty("reply", it.reply());
        text(json, "server", it.server());
        text(json, "chosenBy", it.choice());
        json.writeArrayPropertyStart("candidates");
        for (Explanation.Candidate candidate : it.candidates()) {
            json.writeStartObject();
            json.writeStringProperty("name", candidate.name());
            json.writeStringProperty("address", candidate.address());
            json.writeStringProperty("why", candidate.why());
            json.writeEndObject();
        }
        json.writeEndArray();
        hop(json, "arrives", it.arrives());
        hop(json, "leaves", it.leaves());
        text(json, "dropReason", it.dropReason());
        text(json, "dropDescription", it.dropDescription());
        text(json, "answer", it.answer());
        json.writeArrayPropertyStart("notes");
        it.notes().forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, value);
        }
    }

    private static void hop(JsonGenerator json, String name, Explanation.@Nullable Hop hop) {
        if (hop == null) {
            json.writeNullProperty(name);
            return;
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("link", hop.link());
        text(json, "sourceMac", hop.fromMac());
        text(json, "destinationMac", hop.toMac());
        json.writeStringProperty("source", hop.from());
        json.writeStringProperty("destination", hop.to());
        json.writeEndObject();
    }
}
