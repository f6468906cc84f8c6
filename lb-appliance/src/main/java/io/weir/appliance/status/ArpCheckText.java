package io.weir.appliance.status;

import io.weir.appliance.Amount;
import io.weir.arp.check.CheckReport;
import io.weir.arp.check.MacVendors;
import io.weir.arp.check.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** What asking the wire has shown, for people and for tools. */
public final class ArpCheckText {
    private static final int VERDICT = 32;
    private static final int INDENT = 2;
    private static final int DEEP = 6;

    private final Style style;
    private final List<String> lines = new ArrayList<>();

    private ArpCheckText(Style style) {
        this.style = style;
    }

    /** For people. */
    public static List<String> lines(CheckReport report, Style style) {
        ArpCheckText text = new ArpCheckText(style);
        report.vips().forEach(text::vip);
        text.lines.add(summary(report));
        return List.copyOf(text.lines);
    }

    private static String summary(CheckReport report) {
        if (report.vips().isEmpty()) {
            return "no VIP is on a link of this host: nothing to ask";
        }
        int servers =
                report.vips().stream().mapToInt(vip -> vip.servers().size()).sum();
        long bad = report.vips().stream()
                .mapToLong(vip -> (vip.problem() == null ? 0 : 1)
                        + strangers(vip).size()
                        + vip.servers().stream()
                                .filter(server -> server.verdict() != Verdict.OK)
                                .count())
                .sum();
        return "asked for " + Amount.of(report.vips().size(), "VIP") + " and "
                + Amount.of(servers, "server") + " of direct return in "
                + String.format(Locale.ROOT, "%.1f s: ", report.took().toMillis() / 1000.0)
                + (bad == 0 ? "all is well" : bad + (bad == 1 ? " problem" : " problems"));
    }

    /** Who answers and is no server of the VIP: those have a verdict of their own. */
    private static List<CheckReport.Answer> strangers(CheckReport.OfVip vip) {
        return vip.answers().stream()
                .filter(answer -> vip.servers().stream()
                        .noneMatch(server -> server.verdict() == Verdict.ANSWERS_ARP
                                && answer.mac().equals(server.mac())))
                .toList();
    }

    private void vip(CheckReport.OfVip vip) {
        wrapped(
                0,
                "VIP " + vip.address() + " on " + vip.interfaceName() + ", "
                        + (vip.services().size() == 1 ? "service " : "services ") + String.join(", ", vip.services()));
        if (vip.problem() != null) {
            wrapped(INDENT, style.paint(Style.Tone.BAD, "not asked") + ": " + vip.problem());
            lines.add("");
            return;
        }
        if (vip.answers().isEmpty()) {
            wrapped(INDENT, "nobody else answers for it");
        }
        for (CheckReport.Answer answer : vip.answers()) {
            wrapped(
                    INDENT,
                    MacVendors.named(answer.mac())
                            + (answer.server() == null ? "" : ", server " + answer.server() + ",") + " has it too ("
                            + forms(answer) + ")");
            if (strangers(vip).contains(answer)) {
                wrapped(DEEP, answer.advice(vip.address()));
            }
        }
        vip.servers().forEach(this::server);
        lines.add("");
    }

    private static String forms(CheckReport.Answer answer) {
        return new TreeSet<>(answer.forms()).stream().map(CheckReport.Form::key).collect(Collectors.joining(", "));
    }

    private void server(CheckReport.OfServer server) {
        Style.Tone tone = server.verdict() == Verdict.OK ? Style.Tone.GOOD : Style.Tone.BAD;
        lines.add(" ".repeat(INDENT)
                + style.paint(tone, server.verdict().key())
                + " ".repeat(Math.max(1, VERDICT - server.verdict().key().length()))
                + Cells.cut(server.service() + "/" + server.server(), style.width() - INDENT - VERDICT));
        wrapped(DEEP, server.address() + (server.mac() == null ? "" : " at " + server.mac()) + ": " + server.detail());
        if (server.fix() != null) {
            wrapped(DEEP, "fix: " + server.fix());
        }
        if (server.command() != null) {
            wrapped(DEEP, "recipe: " + server.command());
        }
    }

    private void wrapped(int indent, String text) {
        // What is painted is short.
        List<String> broken = Cells.wrap(text, style.width() - indent - INDENT, " ");
        for (int i = 0; i < broken.size(); i++) {
            lines.add(" ".repeat(indent + (i == 0 ? 0 : INDENT)) + broken.get(i));
        }
    }

    /** For tools. */
    public static void json(CheckReport report, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("at", report.at().toString());
        json.writeNumberProperty("tookMillis", report.took().toMillis());
        json.writeBooleanProperty("ok", report.ok());
        json.writeArrayPropertyStart("vips");
        report.vips().forEach(vip -> vip(vip, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void vip(CheckReport.OfVip vip, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("address", vip.address().toString());
        json.writeStringProperty("interface", vip.interfaceName());
        json.writeBooleanProperty("ok", vip.ok());
        text(json, "problem", vip.problem());
        json.writeArrayPropertyStart("services");
        vip.services().forEach(json::writeString);
        json.writeEndArray();
        json.writeArrayPropertyStart("answeredBy");
        for (CheckReport.Answer answer : vip.answers()) {
            json.writeStartObject();
            json.writeStringProperty("mac", answer.mac().toString());
            text(json, "server", answer.server());
            text(json, "vendor", answer.vendor());
            json.writeArrayPropertyStart("forms");
            new TreeSet<>(answer.forms()).forEach(form -> json.writeString(form.key()));
            json.writeEndArray();
            json.writeStringProperty("advice", answer.advice(vip.address()));
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayPropertyStart("realServers");
        vip.servers().forEach(server -> server(server, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void server(CheckReport.OfServer server, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("service", server.service());
        json.writeStringProperty("name", server.server());
        json.writeStringProperty("address", server.address().toString());
        text(json, "mac", server.mac() == null ? null : server.mac().toString());
        json.writeStringProperty("verdict", server.verdict().key());
        json.writeStringProperty("detail", server.detail());
        text(json, "fix", server.fix());
        text(json, "command", server.command());
        json.writeEndObject();
    }

    private static void text(JsonGenerator json, String name, @Nullable String text) {
        if (text == null) {
            json.writeNullProperty(name);
        } else {
            json.writeStringProperty(name, text);
        }
    }
}
