package io.weir.appliance.acceptance.l7;

import static io.weir.appliance.acceptance.l7.HttpSite.SOON;
import static io.weir.appliance.acceptance.l7.HttpSite.VIP;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.LabProcess;
import io.weir.appliance.lab.RootTests;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** HTTP mode with TLS as a portal has it: curl, h2load, wrk, openssl and Chromium around it. */
@Tag("root")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HttpModeTest {
    private static final String SERVERS = """
                real-servers:
                  - { name: app1, address: 192.168.86.41, port: 8080 }
                  - { name: app2, address: 192.168.86.42, port: 8080 }
            """;

    private static final String CONFIGURATION = """
            l7: { access-log-file: @LOG@ }
            defaults:
              mode: l7-snat
              scheduler: rr
              health-check: { type: connect, interval: 500ms, timeout: 500ms }
            virtual-services:
              - name: portal
                address: @VIP@
                ports: 443
                tls:
                  certificates: [portal.pem]
                  redirect-http: { port: 80, status: 301 }
                  hsts: { enabled: true, max-age: 180d }
                persistence: { type: cookie }
                access-log: json
                http:
                  forwarded: true
                  rules:
                    - when: { path-prefix: /echo/one }
                      then: { use-servers: [app1], set-request-header: { name: X-Rule, value: one } }
                    - when: { path-prefix: /denied }
                      then: { deny: { status: 403 } }
                    - when: { path-prefix: /old }
                      then: { redirect: { prefix: "https://new.example", status: 302 } }
            @SERVERS@
              - name: plain
                address: @VIP@
                ports: 8000
                http: { compression: true }
            @SERVERS@
              - name: sessions
                address: @VIP@
                ports: 8001
                persistence: { type: app-cookie, cookie: { name: JSESSIONID } }
                http: {}
            @SERVERS@
              - name: by-header
                address: @VIP@
                ports: 8002
                persistence: { type: header, header: X-Tenant }
                http: {}
            @SERVERS@
            """;

    private @Nullable HttpSite opened;
    private @Nullable LabDaemon started;

    private String configuration() {
        return CONFIGURATION
                .replace("@LOG@", log())
                .replace("@VIP@", VIP)
                .replace("@SERVERS@", SERVERS.stripTrailing());
    }

    @BeforeAll
    void open() {
        RootTests.requireNamespaces();
        RootTests.requirePrograms("curl", "openssl", "wrk", "h2load", "chromium");
        HttpSite site = new HttpSite();
        opened = site;
        started = site.start(configuration());
    }

    @AfterAll
    void close() {
        if (opened != null) {
            opened.close();
        }
    }

    @AfterEach
    void everyServerIsUpAgain() {
        daemon().awaitStatus("all green", SOON, status -> status.every("up"));
    }

    @Test
    void bothVersionsOfHttpAndOfTlsReachTheServers() {
        for (String how : List.of("--http1.1", "--http2", "--tls-max 1.2", "--tlsv1.3")) {
            String answer =
                    site().shell("curl -sSk " + how + " -w '%{http_version} %{http_code}' https://" + VIP + "/");
            assertThat(answer).as(how).containsPattern("app[12]\n(1.1|2) 200");
        }
        assertThat(site().shell("curl -sSk --http2 -o /dev/null -w '%{http_version}' https://" + VIP + "/"))
                .isEqualTo("2");
        assertThat(site().shell("curl -sS --http2-prior-knowledge -w '%{http_version}' http://" + VIP + ":8000/"))
                .containsPattern("app[12]\n2");
    }

    @Test
    void requestsOfOneConnectionGoToBothServers() {
        String names = site().shell("curl -sS 'http://" + VIP + ":8000/?[1-20]'");
        assertThat(names.lines().filter("app1"::equals)).hasSize(10);
        assertThat(names.lines().filter("app2"::equals)).hasSize(10);
    }

    @Test
    void plainHttpIsRedirectedAndBrowsersToldToStay() {
        assertThat(site().shell("curl -sSi -H 'Host: portal.example' 'http://" + VIP + "/a?b=c'"))
                .contains("301")
                .containsIgnoringCase("location: https://portal.example/a?b=c");
        assertThat(site().shell("curl -sSki https://" + VIP + "/"))
                .containsIgnoringCase("strict-transport-security: max-age=15552000");
    }

    @Test
    void rulesSwitchChangeRedirectAndDeny() {
        String asked = site().shell("curl -sSk 'https://" + VIP + "/echo/one?[1-4]'");
        assertThat(asked.lines().filter(line -> line.equalsIgnoreCase("X-Rule: one")))
                .hasSize(4);
        assertThat(site().shell("curl -sSki https://" + VIP + "/denied/x")).contains("403");
        assertThat(site().shell("curl -sSki 'https://" + VIP + "/old/x?y=z'"))
                .contains("302")
                .containsIgnoringCase("location: https://new.example/old/x?y=z");
    }

    @Test
    void serversLearnWhoTheClientIsAndBelieveNobodyElse() {
        String asked = site().shell(
                        "curl -sSk -H 'X-Forwarded-For: 1.2.3.4' -H 'Forwarded: for=1.2.3.4' https://" + VIP + "/echo");
        assertThat(asked)
                .containsIgnoringCase("x-forwarded-for: 192.168.86.10")
                .containsIgnoringCase("x-forwarded-proto: https")
                .containsIgnoringCase("for=192.168.86.10")
                .doesNotContain("1.2.3.4");
    }

    @Test
    void cookieKeepsAThousandRequestsOnOneServerOverItsFailureAndReload() {
        String jar = site().lab.directory().resolve("jar").toString();
        String first =
                site().shell("curl -sSk -c " + jar + " https://" + VIP + "/").strip();
        assertThat(site().shell("cat " + jar)).contains("SERVERID").doesNotContain("192.168.86.4", "app1", "app2");
        String ask = "curl -sSk -b " + jar + " -c " + jar + " 'https://" + VIP + "/?[1-1000]'";
        assertThat(site().shell(ask).lines()).hasSize(1000).containsOnly(first);

        daemon().weir("reload").orThrow();
        assertThat(site().shell(ask.replace("1000", "20")).lines()).containsOnly(first);

        String other = first.equals("app1") ? "app2" : "app1";
        site().stopPeer(site().host(first));
        assertThat(site().shell(ask.replace("1000", "20")).lines()).hasSize(20).containsOnly(other);
        site().startPeer(site().host(first));
        daemon().awaitStatus("all green", SOON, status -> status.every("up"));
        assertThat(site().shell(ask.replace("1000", "20")).lines()).containsOnly(other);
    }

    @Test
    void applicationsOwnCookieIsLearned() {
        String jar = site().lab.directory().resolve("sessions").toString();
        String first = site().shell("curl -sS -c " + jar + " http://" + VIP + ":8001/session")
                .strip();
        String ask = "curl -sS -b " + jar + " 'http://" + VIP + ":8001/?[1-100]'";
        assertThat(site().shell(ask).lines()).hasSize(100).containsOnly(first);
        assertThat(daemon().weir("sessions", "sessions").orThrow().stdout()).contains(first);
    }

    @Test
    void headerKeepsATenantOnOneServer() {
        String ask = "curl -sS -H 'X-Tenant: blue' 'http://" + VIP + ":8002/?[1-100]'";
        assertThat(site().shell(ask).lines().distinct()).hasSize(1);
        assertThat(daemon().weir("sessions", "by-header").orThrow().stdout()).contains("blue");
    }

    @Test
    void largeBodiesPassBothWays() {
        String sent = site().shell("head -c 30000000 /dev/zero | curl -sSk --data-binary @- https://" + VIP + "/count");
        assertThat(sent.strip()).isEqualTo("30000000");
    }

    @Test
    void browserLoadsFiftyObjectsAndEchoesOverAWebSocket() {
        String page = site().shell("timeout 60 chromium --headless=new --no-sandbox --disable-gpu --user-data-dir="
                + site().lab.directory().resolve("chromium")
                + " --ignore-certificate-errors --virtual-time-budget=8000 --dump-dom https://" + VIP
                + "/page 2>/dev/null");
        assertThat(page).contains("objects=50 echo=image 1");
    }

    @Test
    void noRequestFailsWhileTheConfigurationIsReloadedAllTheTime() {
        LabProcess load =
                site().client.start("wrk", "-t2", "-c200", "-d8s", "--timeout", "30s", "http://" + VIP + ":8000/");
        long before = applied();
        int reloads = 0;
        while (load.alive()) {
            String weights = configuration().replace("port: 8080", "port: 8080, weight: " + (1 + reloads % 50));
            site().write(weights);
            daemon().process().signal("HUP");
            reloads++;
            int expected = reloads;
            Await.until("reload " + reloads, SOON, () -> applied() >= before + expected || !load.alive());
        }
        assertThat(load.awaitExit(SOON)).isZero();
        assertThat(load.stdout().text()).contains("Requests/sec").doesNotContain("Socket errors", "Non-2xx");
        assertThat(reloads).isGreaterThan(8);
        site().write(configuration());
        daemon().weir("reload").orThrow();
    }

    @Test
    void answersAreCompressedForThoseWhoAskForIt() {
        String page = "http://" + VIP + ":8000/page";
        for (String coding : List.of("gzip", "br")) {
            assertThat(site().shell("curl -sS -o /dev/null -D - -H 'Accept-Encoding: " + coding + "' " + page))
                    .containsIgnoringCase("content-encoding: " + coding)
                    .containsIgnoringCase("vary: accept-encoding");
        }
        assertThat(site().shell("curl -sS --compressed " + page)).isEqualTo(site().shell("curl -sS " + page));
        assertThat(site().shell("curl -sS -o /dev/null -D - " + page)).doesNotContainIgnoringCase("content-encoding");
    }

    @Test
    void requestsAreLogged() {
        site().shell("curl -sSk --http2 -A test/1 'https://" + VIP + "/logged?a=%22b'");
        String line = Await.reading(
                "the line of the request",
                SOON,
                () -> site().client.run(SOON, "grep", "/logged", log()).stdout(),
                found -> !found.isEmpty());
        assertThat(line)
                .contains(
                        "\"service\":\"portal\"", "\"client\":\"192.168.86.10\"", "HTTP/2", "test/1", "/logged?a=%22b")
                .containsPattern("\"server\":\"app[12]\"")
                .contains("200");
    }

    @Test
    void manyStreamsOfHttp2Pass() {
        String told = site().shell("h2load -n 5000 -c 10 -m 20 https://" + VIP + "/");
        assertThat(told)
                .contains("5000 succeeded, 0 failed, 0 errored, 0 timeout")
                .contains("5000 2xx");
    }

    private long applied() {
        return daemon().process().stderr().count(line -> line.contains(" applied: "));
    }

    private String log() {
        return site().lab.directory().resolve("access.log").toString();
    }

    private HttpSite site() {
        return Objects.requireNonNull(opened);
    }

    private LabDaemon daemon() {
        return Objects.requireNonNull(started);
    }
}
