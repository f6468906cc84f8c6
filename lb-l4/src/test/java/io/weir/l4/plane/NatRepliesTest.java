package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.ServiceState;
import io.weir.core.control.Snapshot;
import io.weir.core.schedule.Schedulers;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import io.weir.core.service.ServerLoad;
import io.weir.core.service.ServiceLoad;
import io.weir.core.service.VirtualService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers whose replies do not come by: each is named, with how many connections since when, and not for ever. */
class NatRepliesTest {
    private final NatReplies replies = new NatReplies(() -> Instant.parse("2026-01-01T00:00:00Z"));
    private final ServerLoad first = new ServerLoad();
    private final ServerLoad second = new ServerLoad();
    private final List<String> found = new ArrayList<>();
    private Snapshot snapshot = snapshot("tcp");
    private long seconds;

    private Snapshot snapshot(String protocol) {
        Configuration configuration = configuration(protocol);
        VirtualService definition = configuration.virtualServices().getFirst();
        List<ServerSnapshot> servers = List.of(server(definition, 0, first), server(definition, 1, second));
        ServiceLoad load = new ServiceLoad();
        return new Snapshot(
                1,
                1,
                configuration,
                List.of(new ServiceSnapshot(
                        definition,
                        ServiceState.UP,
                        servers,
                        servers,
                        Schedulers.create(definition.scheduler(), List.of(), load),
                        null,
                        load)));
    }

    private static Configuration configuration(String protocol) {
        try {
            return ConfigurationFile.parse("weir.yaml", """
                    virtual-services:
                      - { name: web, mode: l4-nat, address: 192.0.2.10, ports: 80, protocol: %s,
                          real-servers: [{ name: a, address: 10.0.0.5 }, { name: b, address: 10.0.0.6 }] }
                    """.formatted(protocol));
        } catch (InvalidConfiguration e) {
            throw new AssertionError(e);
        }
    }

    private static ServerSnapshot server(VirtualService definition, int id, ServerLoad load) {
        return new ServerSnapshot(
                id, definition.realServers().get(id), 100, Health.UP, AdminState.ONLINE, null, Instant.EPOCH, load);
    }

    private void after(long more) {
        seconds += more;
        replies.look(
                snapshot,
                TimeUnit.SECONDS.toNanos(seconds),
                (service, server) -> found.add(service.name() + "/" + server.name()));
    }

    private void connection(ServerLoad load) {
        load.countConnection();
        load.addPacketsIn(3);
    }

    private String problem() {
        return String.valueOf(replies.problem(snapshot.services().getFirst()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp", "tcp+udp"})
    void aServerThatGetsPacketsAndSendsNoneIsTold(String protocol) {
        snapshot = snapshot(protocol);
        after(0);
        connection(first);
        after(6);
        assertThat(found).containsExactly("web/a");
        assertThat(problem()).contains("\"a\" do not come by");
    }

    @Test
    void everySilentServerIsNamedWithItsConnections() {
        after(0);
        connection(first);
        connection(second);
        connection(second);
        after(4);
        assertThat(problem()).isEqualTo("null");
        after(2);
        assertThat(found).containsExactly("web/a", "web/b");
        assertThat(problem())
                .isEqualTo(
                        "replies of server \"a\" do not come by this host (1 connection, since 2026-01-01 00:00:00Z);"
                                + " replies of server \"b\" do not come by this host (2 connections, since 2026-01-01"
                                + " 00:00:00Z)");
        connection(first);
        after(1);
        assertThat(problem()).contains("\"a\" do not come by this host (2 connections");
        assertThat(found).hasSize(2);
    }

    @Test
    void aReplyEndsIt() {
        after(0);
        connection(first);
        after(6);
        assertThat(problem()).contains("\"a\"");
        first.addPacketsOut(1);
        after(1);
        assertThat(problem()).isEqualTo("null");
    }

    @Test
    void withoutNewEvidenceItEnds() {
        after(0);
        connection(first);
        after(6);
        after(59);
        assertThat(problem()).contains("\"a\"");
        after(1);
        assertThat(problem()).isEqualTo("null");
        connection(first);
        after(1);
        after(5);
        assertThat(problem()).contains("\"a\" do not come by this host (1 connection");
        assertThat(found).containsExactly("web/a", "web/a");
    }
}
