package io.weir.appliance.socket;

import io.weir.appliance.status.ArpCheckText;
import io.weir.appliance.status.Style;
import io.weir.arp.check.CheckReport;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/** What asking the wire has shown; a failure when something is wrong, for scripts. */
record ArpCheckAnswer(CheckReport report) implements Answer {
    @Override
    public List<String> lines(Style style) {
        return ArpCheckText.lines(report, style);
    }

    @Override
    public void json(JsonGenerator generator) {
        ArpCheckText.json(report, generator);
    }

    @Override
    public int exitStatus() {
        return report.ok() ? 0 : 1;
    }
}
