package io.weir.appliance.status;

import io.weir.appliance.alert.AlertFigures;
import io.weir.core.feedback.AgentReport;
import io.weir.core.service.EndReason;
import io.weir.l4.observe.Layer4Figures;
import io.weir.l4.plane.EngineState;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;

/** The overview in the shape that {@code weir status --json} promises. */
public final class StatusJson {
    private StatusJson() {}

    /** Writes one object. */
    public static void write(NodeStatus status, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("node", status.node());
        json.writeStringProperty("version", status.version());
        json.writeStringProperty("transport", status.transport());
        json.writeNumberProperty("configurationVersion", status.configurationVersion());
        json.writeStringProperty("startedAt", status.startedAt().toString());
        json.writeNumberProperty(
                "uptimeSeconds",
                Duration.between(status.startedAt(), status.at()).toSeconds());
        json.writeArrayPropertyStart("virtualServices");
        for (VirtualServiceStatus service : status.virtualServices()) {
            service(service, json);
        }
        json.writeEndArray();
        if (status.layer4() != null) {
            layer4(status.layer4(), json);
        }
        if (status.alerts() != null) {
            alerts(status.alerts(), json);
        }
        if (!status.refused().isEmpty()) {
            json.writeObjectPropertyStart("layer7");
            json.writeObjectPropertyStart("refused");
            status.refused().forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void layer4(Layer4Figures layer4, JsonGenerator json) {
        json.writeObjectPropertyStart("layer4");
        engine(layer4.engine(), json);
        json.writeNumberProperty("maximumFlows", layer4.maximumFlows());
        json.writeArrayPropertyStart("workers");
        for (Layer4Figures.Worker worker : layer4.workers()) {
            json.writeStartObject();
            json.writeNumberProperty("flows", worker.flows());
            json.writeNumberProperty("received", worker.received());
            json.writeNumberProperty("transmitted", worker.transmitted());
            json.writeObjectPropertyStart("drops");
            new TreeMap<>(worker.drops()).forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeObjectPropertyStart("limits");
            new TreeMap<>(worker.limits()).forEach(json::writeNumberProperty);
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void engine(EngineState engine, JsonGenerator json) {
        json.writeStringProperty("engine", engine.text());
        json.writeStringProperty("engineName", engine.name());
        json.writeStringProperty("engineReason", engine.reason());
        json.writeArrayPropertyStart("links");
        for (EngineState.OnLink link : engine.links()) {
            json.writeStartObject();
            json.writeStringProperty("name", link.name());
            json.writeStringProperty("mode", link.mode().orElse(null));
            json.writeBooleanProperty("zeroCopy", link.zeroCopy());
            json.writeStringProperty("reason", link.reason().isEmpty() ? null : link.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void service(VirtualServiceStatus service, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", service.name());
        json.writeStringProperty("address", service.address());
        json.writeStringProperty("ports", service.ports());
        json.writeStringProperty("protocol", service.protocol());
        json.writeStringProperty("method", service.mode().method());
        json.writeStringProperty("mode", service.mode().key());
        json.writeStringProperty("state", service.state().key());
        json.writeNumberProperty("connections", service.connections());
        json.writeNumberProperty("totalConnections", service.totalConnections());
        json.writeNumberProperty("queued", service.queued());
        json.writeNumberProperty("bytesIn", service.bytesIn());
        json.writeNumberProperty("bytesOut", service.bytesOut());
        json.writeNumberProperty("packetsIn", service.packetsIn());
        json.writeNumberProperty("packetsOut", service.packetsOut());
        json.writeObjectPropertyStart("rate");
        json.writeNumberProperty("packetsInPerSecond", service.rate().packetsIn());
        json.writeNumberProperty("bitsInPerSecond", service.rate().bitsIn());
        json.writeNumberProperty("packetsOutPerSecond", service.rate().packetsOut());
        json.writeNumberProperty("bitsOutPerSecond", service.rate().bitsOut());
        json.writeEndObject();
        if (service.problem() == null) {
            json.writeNullProperty("problem");
        } else {
            json.writeStringProperty("problem", service.problem());
        }
        json.writeObjectPropertyStart("ended");
        for (Map.Entry<EndReason, Long> entry : service.ended().entrySet()) {
            json.writeNumberProperty(entry.getKey().key(), entry.getValue());
        }
        json.writeEndObject();
        json.writeArrayPropertyStart("realServers");
        for (RealServerStatus server : service.realServers()) {
            server(server, json);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void agent(RealServerStatus server, JsonGenerator json) {
        AgentReport report = server.agentReport();
        if (report == null) {
            json.writeNullProperty("agent");
            return;
        }
        json.writeObjectPropertyStart("agent");
        json.writeStringProperty("state", server.agent().state());
        json.writeNumberProperty("percent", server.agent().percent());
        json.writeStringProperty("said", server.agent().text());
        json.writeStringProperty(
                "heard", report.heard() == null ? null : report.heard().toString());
        json.writeStringProperty("trouble", report.trouble());
        json.writeEndObject();
    }

    private static void alerts(AlertFigures alerts, JsonGenerator json) {
        json.writeObjectPropertyStart("alerts");
        json.writeNumberProperty("sent", alerts.sent());
        json.writeNumberProperty("failed", alerts.failed());
        json.writeNumberProperty("waiting", alerts.waiting());
        json.writeStringProperty("trouble", alerts.trouble());
        json.writeStringProperty(
                "troubleAt",
                alerts.troubleAt() == null ? null : alerts.troubleAt().toString());
        json.writeEndObject();
    }

    private static void server(RealServerStatus server, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("name", server.name());
        json.writeStringProperty("address", server.address());
        if (server.port() == 0) {
            json.writeNullProperty("port");
        } else {
            json.writeNumberProperty("port", server.port());
        }
        json.writeNumberProperty("weight", server.weight());
        json.writeStringProperty("health", server.health().key());
        json.writeStringProperty("admin", server.admin().key());
        json.writeNumberProperty("connections", server.connections());
        json.writeNumberProperty("totalConnections", server.totalConnections());
        json.writeNumberProperty("bytesIn", server.bytesIn());
        json.writeNumberProperty("bytesOut", server.bytesOut());
        json.writeNumberProperty("packetsIn", server.packetsIn());
        json.writeNumberProperty("packetsOut", server.packetsOut());
        if (server.reason() == null) {
            json.writeNullProperty("reason");
        } else {
            json.writeStringProperty("reason", server.reason());
        }
        json.writeStringProperty("since", server.since().toString());
        json.writeNumberProperty("effectiveWeight", server.effectiveWeight());
        agent(server, json);
        json.writeName("lastCheck");
        ChecksJson.record(server.latestCheck(), json);
        json.writeName("lastFailure");
        ChecksJson.record(server.latestFailure(), json);
        json.writeEndObject();
    }
}
