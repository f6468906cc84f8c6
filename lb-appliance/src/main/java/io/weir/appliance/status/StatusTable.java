package io.weir.appliance.status;

import io.weir.appliance.Amount;
import io.weir.appliance.alert.AlertFigures;
import io.weir.core.control.ServiceState;
import io.weir.core.feedback.AgentReport;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.l4.observe.Layer4Figures;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The overview as text: a row for each service, under it a row for each of its servers, and under a server that is not
 * up a line that says why and since when. Fits 80 columns; a wider terminal is used for longer names and addresses.
 */
public final class StatusTable {
    private static final int STATE = 10;
    private static final int SERVER_STATE = 12;
    private static final int INDENT = 2;
    private static final int NAME = 15;
    private static final int ADDRESS = 15;
    private static final int PORTS = 5;
    private static final int CONNECTIONS = 5;
    private static final int PROTOCOL = 8;
    private static final int METHOD = 7;
    private static final int MODE = 5;
    private static final int WEIGHT = 6;
    private static final int GAPS = 7;
    private static final int TOP_REASONS = 3;
    /** For a server's ports that are its service's and would take lines. */
    private static final String SAME = "same";
    /** A server's name begins this far right of its service's, so that addresses stand under each other. */
    private static final int NAME_SHIFT = INDENT + SERVER_STATE - STATE;

    private final NodeStatus status;
    private final Style style;
    private final int name;
    private final int address;
    private final int ports;
    private final List<String> lines = new ArrayList<>();

    private StatusTable(NodeStatus status, Style style) {
        this.status = status;
        this.style = style;
        int spare = style.width() - (STATE + NAME + ADDRESS + PORTS + CONNECTIONS + PROTOCOL + METHOD + MODE + GAPS);
        int wantedName = NAME;
        int wantedAddress = ADDRESS;
        int wantedPorts = PORTS;
        for (VirtualServiceStatus service : status.virtualServices()) {
            wantedName = Math.max(wantedName, service.name().length());
            wantedAddress = Math.max(wantedAddress, service.address().length());
            wantedPorts = Math.max(wantedPorts, service.ports().length());
            for (RealServerStatus server : service.realServers()) {
                wantedName = Math.max(wantedName, server.name().length() + NAME_SHIFT);
                wantedAddress = Math.max(wantedAddress, server.address().length());
            }
        }
        name = NAME + Math.min(spare, wantedName - NAME);
        spare -= name - NAME;
        address = ADDRESS + Math.min(spare, wantedAddress - ADDRESS);
        spare -= address - ADDRESS;
        ports = PORTS + Math.min(spare, wantedPorts - PORTS);
    }

    /** The lines, without trailing blanks. */
    public static List<String> render(NodeStatus status, Style style) {
        StatusTable table = new StatusTable(status, style);
        table.head();
        status.virtualServices().forEach(table::service);
        if (status.virtualServices().isEmpty()) {
            table.lines.add("no virtual services are configured");
        }
        if (status.layer4() != null) {
            table.layer4(status.layer4());
        }
        if (status.alerts() != null) {
            table.alerts(status.alerts());
        }
        return List.copyOf(table.lines);
    }

    private void head() {
        lines.add(Cells.cut(
                status.node() + " · weir " + status.version() + " · up "
                        + Figures.span(Duration.between(status.startedAt(), status.at())) + " · configuration "
                        + status.configurationVersion() + " · " + status.transport(),
                style.width()));
        lines.add("");
        lines.add(quiet(Cells.left("STATE", STATE) + " " + Cells.left("VIRTUAL SERVICE", name) + " "
                + Cells.left("IP", address) + " " + Cells.left("PORTS", ports) + " CONNS PROTOCOL METHOD  MODE"));
        lines.add(quiet(" ".repeat(INDENT) + Cells.left("STATE", SERVER_STATE) + " "
                + Cells.left("REAL SERVER", name - NAME_SHIFT) + " " + Cells.left("IP", address) + " "
                + Cells.left("PORTS", ports) + " WEIGHT CONNS"));
    }

    private void service(VirtualServiceStatus service) {
        lines.add("");
        String rest = " " + Cells.right(Figures.count(service.connections()), CONNECTIONS) + " "
                + Cells.left(service.protocol(), PROTOCOL) + " "
                + Cells.left(service.mode().method(), METHOD) + " "
                + service.mode().label();
        row("", Mark.of(service.state()), STATE, service.name(), name, service.address(), service.ports(), rest);
        if (service.problem() != null) {
            for (String line : Cells.wrap(service.problem(), style.width() - STATE - 1, " ")) {
                lines.add(" ".repeat(STATE + 1) + line);
            }
        }
        if (!service.rate().isNone()) {
            lines.add(" ".repeat(STATE + 1) + service.rate().text());
        }
        if (service.queued() > 0) {
            lines.add(" ".repeat(STATE + 1) + Figures.count(service.queued()) + " waiting for a place at a server");
        }
        for (RealServerStatus server : service.realServers()) {
            server(service, server);
        }
    }

    private void alerts(AlertFigures alerts) {
        if (alerts.trouble() == null && alerts.failed() == 0) {
            return;
        }
        lines.add("");
        lines.addAll(Cells.wrap(
                "alerts: " + Amount.of(alerts.sent(), "mail") + " sent, " + alerts.failed() + " given up, "
                        + Amount.of(alerts.waiting(), "event") + " waiting"
                        + (alerts.trouble() == null ? "" : "; the last try failed: " + alerts.trouble()),
                style.width(),
                " "));
    }

    private void layer4(Layer4Figures figures) {
        lines.add("");
        Map<String, Long> drops = figures.drops();
        String top = drops.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(TOP_REASONS)
                .map(entry -> entry.getKey() + " " + Figures.count(entry.getValue()))
                .collect(Collectors.joining(", "));
        long dropped = drops.values().stream().mapToLong(Long::longValue).sum();
        String text = "layer 4: " + figures.engine().name() + ", "
                + Amount.of(figures.workers().size(), "worker") + ", flows " + Figures.count(figures.flows()) + " of "
                + Figures.count(figures.maximumFlows()) + ", dropped " + Figures.count(dropped)
                + (top.isEmpty() ? "" : ": " + top);
        lines.addAll(Cells.wrap(text, style.width(), " "));
        lines.addAll(Cells.wrap("layer 4 engine: " + figures.engine().text(), style.width(), " "));
        String limits = figures.limits().entrySet().stream()
                .filter(entry -> entry.getValue() != 0)
                .map(entry -> entry.getKey() + " " + Figures.count(entry.getValue()))
                .collect(Collectors.joining(", "));
        if (!limits.isEmpty()) {
            lines.addAll(Cells.wrap("layer 4 limits: " + limits, style.width(), " "));
        }
    }

    private void server(VirtualServiceStatus service, RealServerStatus server) {
        String rest = " " + Cells.right(Integer.toString(server.effectiveWeight()), WEIGHT) + " "
                + Cells.right(Figures.count(server.connections()), CONNECTIONS);
        Mark mark = service.state() == ServiceState.DISABLED ? Mark.DISABLED : mark(server);
        row(
                " ".repeat(INDENT),
                mark,
                SERVER_STATE,
                server.name(),
                name - NAME_SHIFT,
                server.address(),
                server.ports().length() > ports && server.ports().equals(service.ports()) ? SAME : server.ports(),
                rest);
        if (mark != Mark.UP && mark != Mark.DISABLED) {
            String why = why(server);
            if (!why.isEmpty()) {
                under(why);
            }
        }
        if (mark != Mark.DISABLED) {
            agent(server);
        }
    }

    /** The agent's wish has the operator's marks; the line under it says whose it is. */
    private static Mark mark(RealServerStatus server) {
        Mark mark = Mark.of(server.admin(), server.health());
        if (mark == Mark.HALTED || !server.health().serves()) {
            return mark;
        }
        if (server.agent().down()) {
            return Mark.DOWN;
        }
        return switch (server.agent().wish()) {
            case READY -> mark;
            case DRAIN -> Mark.DRAINING;
            case MAINT -> Mark.HALTED;
        };
    }

    private void agent(RealServerStatus server) {
        AgentReport report = server.agentReport();
        if (!server.agent().state().equals("ready")) {
            under(server.agent().state() + " by its agent, which said \""
                    + server.agent().text() + "\"");
        }
        if (server.effectiveWeight() != server.weight()) {
            under("weight " + server.weight() + ", of which its agent asks for "
                    + server.agent().percent() + " %");
        }
        if (report != null && report.trouble() != null) {
            under("its agent is silent: " + report.trouble()
                    + (report.heard() == null
                            ? ", and was never heard"
                            : ", last heard " + Figures.span(Duration.between(report.heard(), status.at())) + " ago"));
        }
    }

    private void under(String text) {
        int indent = INDENT + SERVER_STATE + 1;
        for (String line : Cells.wrap(text, style.width() - indent, " ")) {
            lines.add(" ".repeat(indent) + line);
        }
    }

    private void row(
            String indent,
            Mark mark,
            int stateWidth,
            String rowName,
            int nameWidth,
            String rowAddress,
            String rowPorts,
            String rest) {
        List<String> addressLines = Cells.wrap(rowAddress, address, ":");
        List<String> portLines = Cells.wrap(rowPorts, ports, ",-");
        String state = style.paint(mark.tone(), mark.text())
                + " ".repeat(stateWidth - mark.text().length());
        int lineCount = Math.max(addressLines.size(), portLines.size());
        for (int i = 0; i < lineCount; i++) {
            String first = i == 0
                    ? indent + state + " " + Cells.left(rowName, nameWidth)
                    : " ".repeat(indent.length() + stateWidth + 1 + nameWidth);
            String line = first + " " + Cells.left(at(addressLines, i), address) + " "
                    + Cells.left(at(portLines, i), ports) + (i == 0 ? rest : "");
            lines.add(line.stripTrailing());
        }
    }

    private String why(RealServerStatus server) {
        List<String> parts = new ArrayList<>();
        if (server.admin() == AdminState.HALTED) {
            parts.add("halted by the operator");
        }
        if (server.admin() == AdminState.DRAINING) {
            parts.add(
                    server.connections() == 0
                            ? "no connections left"
                            : Amount.of(server.connections(), "connection") + " left");
        }
        if (server.admin() != AdminState.HALTED && server.health() != Health.UP) {
            String word =
                    server.admin() == AdminState.ONLINE ? "" : server.health().key() + ": ";
            parts.add(word + (server.reason() == null ? "no check has answered yet" : server.reason()));
        }
        return parts.isEmpty() ? "" : String.join(", ", parts) + ", for " + since(server.since());
    }

    private String since(Instant since) {
        return Figures.span(Duration.between(since, status.at())) + " since " + Figures.time(since);
    }

    private static String at(List<String> cells, int index) {
        return index < cells.size() ? cells.get(index) : "";
    }

    private String quiet(String text) {
        return style.paint(Style.Tone.QUIET, text);
    }
}
