package io.weir.appliance.status;

import io.weir.l4.observe.FlowList;
import io.weir.l4.observe.FlowRow;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** The flow table: two lines a flow, so that IPv6 addresses are whole in 80 columns. */
public final class FlowsText {
    private static final int INDENT = 5;
    /** A blank at which no line ends: U+00A0. */
    private static final char UNBROKEN = '\u00a0';

    private FlowsText() {}

    /** For people. */
    public static List<String> lines(FlowList flows, Style style) {
        List<String> lines = new ArrayList<>();
        if (!flows.rows().isEmpty()) {
            lines.add("     CLIENT > VIP");
            lines.add("     SERVICE/SERVER, MODE, STATE, PACKETS, IDLE");
        }
        for (FlowRow flow : flows.rows()) {
            lines.add(Cells.left(flow.protocol(), INDENT)
                    + Cells.cut(
                            flow.client().withPort(flow.clientPort()) + " > "
                                    + flow.vip().withPort(flow.vipPort()),
                            style.width() - INDENT));
            for (String line : Cells.wrap(details(flow), style.width() - INDENT, " ")) {
                lines.add(" ".repeat(INDENT) + line.replace(UNBROKEN, ' '));
            }
        }
        int shown = flows.rows().size();
        lines.add(
                shown < flows.total()
                        ? shown + " of " + flows.total() + " flows"
                        : shown == 1 ? "1 flow" : shown + " flows");
        return lines;
    }

    private static String details(FlowRow flow) {
        String source = flow.source() == null ? "" : " from " + flow.source().withPort(flow.sourcePort());
        return flow.service() + "/" + flow.server() + ", " + flow.mode() + source + ", " + flow.state() + ", "
                + Figures.count(flow.packets()) + UNBROKEN
                + (flow.packets() == 1 ? "packet" : "packets") + ", idle" + UNBROKEN
                + Figures.span(flow.idle()).replace(' ', UNBROKEN);
    }

    /** For tools. */
    public static void json(FlowList flows, JsonGenerator json) {
        json.writeStartObject();
        json.writeNumberProperty("total", flows.total());
        json.writeArrayPropertyStart("flows");
        flows.rows().forEach(flow -> row(flow, json));
        json.writeEndArray();
        json.writeEndObject();
    }

    static void row(FlowRow flow, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("protocol", flow.protocol());
        json.writeStringProperty("service", flow.service());
        json.writeStringProperty("server", flow.server());
        json.writeStringProperty("client", flow.client().withPort(flow.clientPort()));
        json.writeStringProperty("vip", flow.vip().withPort(flow.vipPort()));
        json.writeStringProperty("serverAddress", flow.serverAddress().withPort(flow.serverPort()));
        json.writeStringProperty("mode", flow.mode());
        json.writeStringProperty("state", flow.state());
        json.writeNumberProperty("packets", flow.packets());
        json.writeNumberProperty("idleSeconds", flow.idle().toMillis() / 1000.0);
        if (flow.source() != null) {
            json.writeStringProperty("source", flow.source().withPort(flow.sourcePort()));
        }
        json.writeEndObject();
    }
}
