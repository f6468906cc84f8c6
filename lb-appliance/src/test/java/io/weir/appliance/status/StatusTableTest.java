package io.weir.appliance.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.fixture.SnapshotFixture;
import io.weir.core.control.ServiceState;
import io.weir.core.control.Snapshot;
import io.weir.core.health.CheckReason;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.l4.observe.Layer4Figures;
import io.weir.l4.plane.EngineState;
import io.weir.l4.plane.EngineState.OnLink;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusTableTest {
    private static final Instant NOW = SnapshotFixture.SINCE.plus(Duration.ofSeconds(11_530));
    private static final DaemonFacts DAEMON = new DaemonFacts("0.1.0", "epoll", SnapshotFixture.SINCE, 4711);

    private final SnapshotFixture fixture = new SnapshotFixture();

    @Test
    void requirementScenarioIsShownAsTheOverview() {
        assertThat(text(SnapshotFixture.requirementScenario(), Style.PLAIN)).isEqualTo("""
                        lb-a · weir 0.1.0 · up 3h 12m · configuration 4 · epoll

                        STATE      VIRTUAL SERVICE IP              PORTS CONNS PROTOCOL METHOD  MODE
                          STATE        REAL SERVER IP              PORTS WEIGHT CONNS

                        ▲ up       IIS_VIP         192.168.86.177  443       3 tcp      Layer 7 Proxy
                          ▲ up         IIS1        192.168.86.50   443      100     2
                          ▲ up         IIS2        192.168.86.51   443      100     1

                        ▲ up       DA_VIP          192.168.86.166  9001      0 tcp      Layer 7 Proxy
                          ▲ up         DA1         192.168.86.50   9001     100     0
                          ▲ up         DA2         192.168.86.51   9001     100     0
                        """);
    }

    @Test
    void everyServerThatIsNotUpSaysWhyAndSinceWhen() {
        fixture.service(
                "web",
                "10.0.0.1",
                "80,443",
                ServiceState.DEGRADED,
                null,
                fixture.up("a", "10.0.0.11", 1),
                fixture.server("b", "10.0.0.12", Health.DOWN, AdminState.ONLINE, refused(), 0),
                fixture.server("c", "10.0.0.13", Health.UP, AdminState.DRAINING, null, 3),
                fixture.server("d", "10.0.0.14", Health.DOWN, AdminState.DRAINING, refused(), 0),
                fixture.server("e", "10.0.0.15", Health.UNCHECKED, AdminState.HALTED, null, 0),
                fixture.server("f", "10.0.0.16", Health.GOING_DOWN, AdminState.ONLINE, refused(), 0),
                fixture.server("g", "10.0.0.17", Health.UNCHECKED, AdminState.ONLINE, null, 0));
        assertThat(body(fixture.snapshot(), Style.PLAIN)).isEqualTo("""
                        ◆ degraded web             10.0.0.1        80,443     4 tcp      Layer 7 Proxy
                          ▲ up         a           10.0.0.11       80,443    100     1
                          ▼ down       b           10.0.0.12       80,443    100     0
                                       L4CON connection refused, for 3h 12m since 2026-01-01 00:00:00Z
                          ◐ draining   c           10.0.0.13       80,443    100     3
                                       3 connections left, for 3h 12m since 2026-01-01 00:00:00Z
                          ◐ draining   d           10.0.0.14       80,443    100     0
                                       no connections left, down: L4CON connection refused, for 3h 12m
                                       since 2026-01-01 00:00:00Z
                          ■ halted     e           10.0.0.15       80,443    100     0
                                       halted by the operator, for 3h 12m since 2026-01-01 00:00:00Z
                          ▽ going-down f           10.0.0.16       80,443    100     0
                                       L4CON connection refused, for 3h 12m since 2026-01-01 00:00:00Z
                          ○ unchecked  g           10.0.0.17       80,443    100     0
                                       no check has answered yet, for 3h 12m since 2026-01-01 00:00:00Z
                        """);
    }

    @Test
    void longNamesAreCutAndIpv6AddressesAndPortListsWrap() {
        fixture.service(
                "a-virtual-service-with-a-very-long-name",
                "2001:db8:85a3:8d3:1319:8a2e:370:7348",
                "80,443,8000-8100",
                ServiceState.FALLBACK,
                null,
                fixture.server(
                        "a-real-server-with-a-long-name",
                        "2001:db8::1234:5678:9abc:def0",
                        Health.DOWN,
                        AdminState.ONLINE,
                        new CheckReason("L4TOUT", "no answer in 3 s"),
                        0));
        assertThat(body(fixture.snapshot(), Style.PLAIN)).isEqualTo("""
                        ◇ fallback a-virtual-service… 2001:db8:85a3:  80,       0 tcp      Layer 7 Proxy
                                                      8d3:1319:8a2e:  443,
                                                      370:7348        8000-
                                                                      8100
                          ▼ down       a-real-server… 2001:db8::1234: same     100     0
                                                      5678:9abc:def0
                                       L4TOUT no answer in 3 s, for 3h 12m since 2026-01-01 00:00:00Z
                        """);
    }

    @Test
    void nothingIsEverWiderThanAskedFor() {
        fixture.service(
                "n".repeat(63),
                "2001:db8:85a3:8d3:1319:8a2e:370:7348",
                "1-2,4-5,65000-65535",
                ServiceState.DEGRADED,
                null,
                fixture.server(
                        "s".repeat(63),
                        "2001:db8:85a3:8d3:1319:8a2e:370:7348",
                        Health.GOING_DOWN,
                        AdminState.DRAINING,
                        new CheckReason("L4CON", "x".repeat(200)),
                        5));
        for (int width : new int[] {80, 81, 90, 120, 200}) {
            assertThat(lines(fixture.snapshot(), new Style(false, width)))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        }
    }

    @Test
    void aWiderTerminalShowsWholeNamesAndAddresses() {
        fixture.service(
                "a-virtual-service-with-a-very-long-name",
                "2001:db8:85a3:8d3:1319:8a2e:370:7348",
                "80,443,8000-8100",
                ServiceState.UP,
                null,
                fixture.up("a-real-server-with-a-long-name", "2001:db8::1", 0));
        assertThat(body(fixture.snapshot(), new Style(false, 140)))
                .contains("a-virtual-service-with-a-very-long-name 2001:db8:85a3:8d3:1319:8a2e:370:7348"
                        + " 80,443,8000-8100     0 tcp");
    }

    @Test
    void disabledServiceClaimsNothingOfItsServers() {
        fixture.service(
                "off",
                "10.0.0.1",
                "80",
                ServiceState.DISABLED,
                null,
                fixture.server("a", "10.0.0.11", Health.UNCHECKED, AdminState.ONLINE, null, 0));
        assertThat(body(fixture.snapshot(), Style.PLAIN)).isEqualTo("""
                        ○ disabled off             10.0.0.1        80        0 tcp      Layer 7 Proxy
                          ○ disabled   a           10.0.0.11       80       100     0
                        """);
    }

    @Test
    void waitingConnectionsAreShown() {
        fixture.service("q", "10.0.0.1", "80", ServiceState.UP, null, fixture.up("a", "10.0.0.11", 0))
                .load()
                .addQueued(12);
        assertThat(body(fixture.snapshot(), Style.PLAIN)).contains("           12 waiting for a place at a server\n");
    }

    @Test
    void colourOnlyAddsToShapeAndWord() {
        Snapshot snapshot = SnapshotFixture.requirementScenario();
        String coloured = text(snapshot, new Style(true, 80));
        assertThat(coloured).contains("\u001b[32m▲ up\u001b[0m");
        assertThat(coloured.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(text(snapshot, Style.PLAIN));
    }

    @Test
    void emptyConfigurationSaysSo() {
        assertThat(text(fixture.snapshot(), Style.PLAIN)).endsWith("no virtual services are configured\n");
    }

    @Test
    void layer4ShowsProblemsRatesAndDrops() {
        fixture.service("dns", "10.0.0.1", "53", ServiceState.UP, null, fixture.up("a", "10.0.0.11", 0));
        Layer4Figures figures = new Layer4Figures(
                new EngineState("af-packet", "auto: not af-xdp, since eth0 copies", 2, List.of(new OnLink("eth0"))),
                1_000_000,
                List.of(
                        new Layer4Figures.Worker(
                                7, 100, 90, Map.of("no-service", 3L, "no-flow", 1L), Map.of("transmit-full", 3L)),
                        new Layer4Figures.Worker(
                                5,
                                100,
                                90,
                                Map.of("no-service", 2L, "too-big", 4L, "halted", 1L),
                                Map.of("transmit-full", 4L, "receive-full", 1L, "evicted-idle", 0L))));
        Live live = new Live(
                Map.of("dns", "address 10.0.0.1 is in use by 02:00:00:00:00:01"),
                service -> true,
                service -> new Rate(12_345, 34_500_000, 1, 999),
                server -> null,
                server -> null,
                figures,
                new TreeMap<>(),
                null);
        List<String> lines = StatusTable.render(NodeStatus.of(fixture.snapshot(), DAEMON, NOW, live), Style.PLAIN);
        assertThat(String.join("\n", lines.subList(5, lines.size())) + "\n").isEqualTo("""
                        ▼ down     dns             10.0.0.1        53        0 tcp      Layer 7 Proxy
                                   address 10.0.0.1 is in use by 02:00:00:00:00:01
                                   in 12345 packets/s 34.5 Mbit/s, out 1 packet/s 999 bit/s
                          ▲ up         a           10.0.0.11       53       100     0

                        layer 4: af-packet, 2 workers, flows 12 of 1M, dropped 11: no-service 5,
                        too-big 4, halted 1
                        layer 4 engine: af-packet (auto: not af-xdp, since eth0 copies), 2 workers on
                        eth0
                        layer 4 limits: receive-full 1, transmit-full 7
                        """);
    }

    private static CheckReason refused() {
        return new CheckReason("L4CON", "connection refused");
    }

    private static List<String> lines(Snapshot snapshot, Style style) {
        return StatusTable.render(NodeStatus.of(snapshot, DAEMON, NOW, Live.NOTHING), style);
    }

    private static String text(Snapshot snapshot, Style style) {
        return String.join("\n", lines(snapshot, style)) + "\n";
    }

    private static String body(Snapshot snapshot, Style style) {
        List<String> lines = lines(snapshot, style);
        return String.join("\n", lines.subList(5, lines.size())) + "\n";
    }
}
