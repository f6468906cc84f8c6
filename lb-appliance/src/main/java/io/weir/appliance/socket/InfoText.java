package io.weir.appliance.socket;

import io.weir.appliance.status.DaemonFacts;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.l4.observe.Layer4Figures;
import java.time.Duration;

/** Figures of the process in the words of {@code show info}. */
final class InfoText {
    private InfoText() {}

    static String render(Operations operations) {
        DaemonFacts daemon = operations.daemon();
        Snapshot snapshot = operations.current();
        Duration up = Duration.between(daemon.startedAt(), operations.now());
        long connections = 0;
        long total = 0;
        for (ServiceSnapshot service : snapshot.services()) {
            connections += service.load().active();
            total += service.load().total();
        }
        StringBuilder text = new StringBuilder();
        line(text, "Name", "Weir");
        line(text, "Version", daemon.version());
        line(text, "Nbproc", 1);
        line(text, "Process_num", 1);
        line(text, "Pid", daemon.pid());
        line(
                text,
                "Uptime",
                "%dd %dh%02dm%02ds".formatted(up.toDays(), up.toHoursPart(), up.toMinutesPart(), up.toSecondsPart()));
        line(text, "Uptime_sec", up.toSeconds());
        line(text, "Start_time_sec", daemon.startedAt().getEpochSecond());
        line(text, "CurrConns", connections);
        line(text, "CumConns", total);
        line(text, "node", snapshot.configuration().node().name());
        line(text, "Transport", daemon.transport());
        line(text, "Configuration_version", snapshot.configurationVersion());
        Layer4Figures layer4 = operations.live().layer4();
        if (layer4 != null) {
            line(text, "Layer4_engine", layer4.engine().text());
            line(text, "Layer4_workers", layer4.workers().size());
            line(text, "Layer4_flows", layer4.flows());
            line(text, "Layer4_max_flows", layer4.maximumFlows());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, Object value) {
        text.append(name).append(": ").append(value).append('\n');
    }
}
