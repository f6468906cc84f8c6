package io.weir.appliance.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.fixture.SnapshotFixture;
import io.weir.core.control.ServiceState;
import io.weir.core.control.Snapshot;
import io.weir.core.health.CheckReason;
import io.weir.core.service.AdminState;
import io.weir.core.service.EndReason;
import io.weir.core.service.Health;
import io.weir.l4.observe.Layer4Figures;
import io.weir.l4.plane.EngineState;
import io.weir.l4.plane.EngineState.OnLink;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class StatusJsonTest {
    @Test
    void hasEveryFieldOfTheContractInItsShape() {
        JsonNode status = json(SnapshotFixture.requirementScenario());
        assertThat(names(status)).contains("node", "version", "virtualServices");
        JsonNode service = status.get("virtualServices").get(0);
        assertThat(names(service))
                .containsSubsequence(
                        "name",
                        "address",
                        "ports",
                        "protocol",
                        "method",
                        "mode",
                        "state",
                        "connections",
                        "totalConnections",
                        "bytesIn",
                        "bytesOut",
                        "realServers");
        JsonNode server = service.get("realServers").get(0);
        assertThat(names(server))
                .containsSubsequence(
                        "name",
                        "address",
                        "port",
                        "weight",
                        "health",
                        "admin",
                        "connections",
                        "totalConnections",
                        "reason",
                        "since",
                        "lastCheck",
                        "lastFailure");
        assertThat(service.get("ports").asString()).isEqualTo("443");
        assertThat(service.get("method").asString()).isEqualTo("Layer 7");
        assertThat(service.get("mode").asString()).isEqualTo("l7-snat");
        assertThat(service.get("connections").asInt()).isEqualTo(3);
        assertThat(server.get("port").asInt()).isEqualTo(443);
        assertThat(server.get("health").asString()).isEqualTo("up");
        assertThat(server.get("admin").asString()).isEqualTo("online");
        assertThat(server.get("reason").isNull()).isTrue();
        assertThat(server.get("since").asString()).isEqualTo("2026-01-01T00:00:00Z");
    }

    @Test
    void tellsReasonsAndHowConnectionsEnded() {
        SnapshotFixture fixture = new SnapshotFixture();
        fixture.service(
                        "web",
                        "10.0.0.1",
                        "80,443",
                        ServiceState.FALLBACK,
                        null,
                        fixture.server(
                                "a",
                                "10.0.0.11",
                                Health.DOWN,
                                AdminState.ONLINE,
                                new CheckReason("L4CON", "connection refused"),
                                0))
                .load()
                .ended(EndReason.TIMEOUT);
        JsonNode service = json(fixture.snapshot()).get("virtualServices").get(0);
        assertThat(service.get("ended").toString()).isEqualTo("{\"timeout\":1}");
        assertThat(service.get("queued").asInt()).isZero();
        JsonNode server = service.get("realServers").get(0);
        assertThat(server.get("reason").asString()).isEqualTo("L4CON connection refused");
        assertThat(server.get("port").isNull()).isTrue();
    }

    @Test
    void layer4TellsDropsAndLimitsOfEveryWorker() {
        Layer4Figures figures = new Layer4Figures(
                new EngineState(
                        "af-xdp",
                        "why",
                        1,
                        List.of(
                                new OnLink("eth0", Optional.of("native"), true, ""),
                                new OnLink("eth1", Optional.of("generic"), false, "its driver"))),
                1024,
                List.of(new Layer4Figures.Worker(
                        7, 100, 90, Map.of("no-flow", 1L), Map.of("receive-full", 0L, "evicted-idle", 2L))));
        Live live = new Live(
                Map.of(),
                service -> false,
                service -> Rate.NONE,
                server -> null,
                server -> null,
                figures,
                new TreeMap<>(),
                null);
        assertThat(json(new SnapshotFixture().snapshot(), live).get("layer4").toString())
                .isEqualTo("""
                {"engine":"af-xdp (why), 1 worker on eth0 native zero-copy, eth1 generic copying (its driver)",\
                "engineName":"af-xdp","engineReason":"why","links":[\
                {"name":"eth0","mode":"native","zeroCopy":true,"reason":null},\
                {"name":"eth1","mode":"generic","zeroCopy":false,"reason":"its driver"}],\
                "maximumFlows":1024,"workers":[{"flows":7,"received":100,"transmitted":90,\
                "drops":{"no-flow":1},"limits":{"evicted-idle":2,"receive-full":0}}]}""");
    }

    @Test
    void whatHttpRefusedIsToldByReason() {
        Live live = new Live(
                Map.of(),
                service -> false,
                service -> Rate.NONE,
                server -> null,
                server -> null,
                null,
                new TreeMap<>(Map.of("host", 2L, "chunk-size", 1L)),
                null);
        assertThat(json(new SnapshotFixture().snapshot(), live).get("layer7").toString())
                .isEqualTo("{\"refused\":{\"chunk-size\":1,\"host\":2}}");
        assertThat(json(new SnapshotFixture().snapshot()).has("layer7")).isFalse();
    }

    private static List<String> names(JsonNode node) {
        return new ArrayList<>(node.propertyNames());
    }

    private static JsonNode json(Snapshot snapshot) {
        return json(snapshot, Live.NOTHING);
    }

    private static JsonNode json(Snapshot snapshot, Live live) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            StatusJson.write(
                    NodeStatus.of(
                            snapshot,
                            new DaemonFacts("0.1.0", "epoll", SnapshotFixture.SINCE, 1),
                            SnapshotFixture.SINCE,
                            live),
                    generator);
        }
        return JsonMapper.shared().readTree(text.toString());
    }
}
