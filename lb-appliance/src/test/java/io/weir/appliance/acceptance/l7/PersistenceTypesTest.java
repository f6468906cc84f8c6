package io.weir.appliance.acceptance.l7;

import static io.weir.appliance.acceptance.l7.LoopbackSite.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.StatusReading;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every type of persistence over a thousand requests, a reload, and a server that fails and comes back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings({"EnumOrdinal", "StringSplitter", "ExposedPrivateType"}) // ports count by type; addresses are ours
class PersistenceTypesTest {
    private static final int CLIENTS = 10;
    private static final int FIRST_PORT = 18_100;

    private enum Kind {
        SOURCE_IP("{ type: source-ip }", true),
        COOKIE("{ type: cookie }", true),
        APP_COOKIE("{ type: app-cookie, cookie: { name: JSESSIONID } }", true),
        HEADER("{ type: header, header: X-Tenant }", true),
        X_FORWARDED_FOR("{ type: x-forwarded-for }", true),
        RDP_COOKIE("{ type: rdp-cookie }", false),
        RDP_TOKEN("{ type: rdp-token }", false);

        private final String persistence;
        private final boolean http;

        Kind(String persistence, boolean http) {
            this.persistence = persistence;
            this.http = http;
        }

        int port() {
            return FIRST_PORT + ordinal();
        }

        String service() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final LoopbackSite site = new LoopbackSite();
    private final List<NamedServer> servers = new ArrayList<>();
    private @Nullable LabDaemon started;

    private String configuration(int weight) {
        StringBuilder text = new StringBuilder("""
                defaults:
                  mode: l7-snat
                  scheduler: rr
                  health-check: { type: connect, interval: 300ms, timeout: 300ms, fall: 1, rise: 1 }
                virtual-services:
                """);
        for (Kind kind : Kind.values()) {
            text.append("""
                      - name: %s
                        address: %s
                        ports: %d
                        persistence: %s
                    %s
                        real-servers:
                          - { name: app1, address: %s, weight: %d }
                          - { name: app2, address: %s, weight: %d }
                    """.formatted(
                            kind.service(),
                            site.vip(),
                            kind.port(),
                            kind.persistence,
                            kind.http ? "    http: { trusted: [127.0.0.0/8] }" : "",
                            site.address(41),
                            weight,
                            site.address(42),
                            weight));
        }
        return text.toString();
    }

    @BeforeAll
    void open() {
        for (Kind kind : Kind.values()) {
            for (int i = 1; i <= 2; i++) {
                servers.add(new NamedServer(
                        "app" + i,
                        site.address(40 + i),
                        kind.port(),
                        kind.http ? NamedServer::http : NamedServer::rdp));
            }
        }
        started = site.start(configuration(100));
    }

    @AfterAll
    void close() {
        site.close();
        servers.forEach(NamedServer::close);
    }

    private PersistentClient client(Kind kind, int number) {
        String name = "client" + number;
        // Half of the tokens name the one server, half the other: address and port, each from its last byte on.
        int server = number % 2 == 0 ? 41 : 42;
        return switch (kind) {
            case RDP_COOKIE -> new PersistentClient.Rdp(site.vip(), kind.port(), "Cookie: mstshash=" + name);
            case RDP_TOKEN ->
                new PersistentClient.Rdp(
                        site.vip(), kind.port(), "Cookie: msts=" + token(site.address(server), kind.port()));
            case APP_COOKIE -> web(kind, number, "", "/session");
            case HEADER -> web(kind, number, "X-Tenant: " + name, "/");
            case X_FORWARDED_FOR -> web(kind, number, "X-Forwarded-For: 203.0.113." + number, "/");
            default -> web(kind, number, "", "/");
        };
    }

    private PersistentClient web(Kind kind, int number, String field, String path) {
        return new PersistentClient.Web(site.vip(), kind.port(), site.address(200 + number), field, path);
    }

    /** [MS-RDPBCGR], 2.2.1.1: address and port as numbers of the other byte order. */
    private static String token(String address, int port) {
        String[] parts = address.split("\\.");
        long number = 0;
        for (int i = 3; i >= 0; i--) {
            number = number << 8 | Long.parseLong(parts[i]);
        }
        return number + "." + ((port & 0xff) << 8 | port >> 8) + ".0000";
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void keepsEveryClientOverReloadAndFailure(Kind kind) throws IOException {
        List<PersistentClient> clients = new ArrayList<>();
        List<String> homes = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(client(kind, i));
            homes.add(clients.get(i).ask());
        }
        assertThat(homes).contains("app1", "app2").hasSize(CLIENTS);
        stay(clients, homes, 30);

        site.write(configuration(50 + kind.ordinal()));
        assertThat(site.reload()).contains("-> " + (50 + kind.ordinal()));
        stay(clients, homes, 30);

        NamedServer failing = servers.get(2 * kind.ordinal());
        failing.stop();
        daemon().awaitStatus("app1 down", SOON, status -> health(status, kind).equals("down"));
        stay(clients, homes.stream().map(home -> "app2").toList(), 20);

        failing.start();
        daemon().awaitStatus("app1 up", SOON, status -> health(status, kind).equals("up"));
        // A token names its server for ever; what is remembered is remembered anew.
        List<String> after = kind == Kind.RDP_TOKEN
                ? homes
                : homes.stream().map(home -> "app2").toList();
        stay(clients, after, 20);
        for (PersistentClient client : clients) {
            client.close();
        }
    }

    private static String health(StatusReading status, Kind kind) {
        return status.server(kind.service(), "app1").health();
    }

    private static void stay(List<PersistentClient> clients, List<String> at, int rounds) throws IOException {
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < clients.size(); i++) {
                assertThat(clients.get(i).ask())
                        .as("client %d, round %d", i, round)
                        .isEqualTo(at.get(i));
            }
        }
    }

    private LabDaemon daemon() {
        return Objects.requireNonNull(started);
    }
}
