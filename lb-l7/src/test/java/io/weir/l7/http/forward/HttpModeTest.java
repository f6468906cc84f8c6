package io.weir.l7.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.persist.SourceTable;
import io.weir.core.service.AdminState;
import io.weir.core.service.Configuration;
import io.weir.core.service.EndReason;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Layer7;
import io.weir.core.service.Persistence;
import io.weir.l7.fixture.Await;
import io.weir.l7.fixture.Backend;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.fixture.ProxyWorld;
import io.weir.l7.fixture.ServiceBuilder;
import io.weir.l7.fixture.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP mode from end to end, over real sockets. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit fills the fields before each test.
class HttpModeTest {
    private static final int LARGE = 64 * 1024 * 1024;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private ProxyWorld world;
    private int port;

    @BeforeEach
    void open() throws Exception {
        world = new ProxyWorld(Configuration.Transport.NIO, 2);
        port = Backend.unusedPort();
    }

    @AfterEach
    void close() {
        world.close();
        client.close();
    }

    private ServiceBuilder service() {
        return new ServiceBuilder("web", port).http(HttpMode.DEFAULT);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void requestsOfOneConnectionAlternateAndServersConnectionsAreKept() throws Exception {
        try (Backend a = new Backend(WebServer.named("a"));
                Backend b = new Backend(WebServer.named("b"))) {
            world.apply(service().server("a", a.port()).server("b", b.port()).build());
            List<String> served = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> answer = get("/" + i);
                assertThat(answer.statusCode()).isEqualTo(200);
                served.add(answer.body().substring(0, 1));
            }
            assertThat(served).containsOnly("a", "b");
            assertThat(served.stream().filter("a"::equals).count()).isEqualTo(10);
            assertThat(world.load("web").active()).isEqualTo(1);
            assertThat(a.accepted() + b.accepted()).isEqualTo(2);
            assertThat(world.load("web", "a").active()).isZero();
        }
    }

    private String served(String forwardedFor) throws IOException, InterruptedException {
        HttpRequest request =
                request("/").header("X-Forwarded-For", forwardedFor).build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void clientsOfATrustedProxyStayAndThoseOfOthersAreOne() throws Exception {
        Persistence stay =
                new Persistence(Persistence.Type.X_FORWARDED_FOR, Duration.ofMinutes(1), 32, 128, 1000, false);
        try (Backend a = new Backend(WebServer.named("a"));
                Backend b = new Backend(WebServer.named("b"))) {
            world.persistWith("web", new SourceTable(stay, System::nanoTime));
            ServiceBuilder service =
                    service().persistence(stay).server("a", a.port()).server("b", b.port());
            world.apply(service.http(HttpModes.mode(true, false, List.of("127.0.0.0/8"), "", List.of()))
                    .build());
            String first = served("203.0.113.1");
            String second = served("203.0.113.2");
            assertThat(second).isNotEqualTo(first);
            for (int i = 0; i < 5; i++) {
                // Twice each: servers that take turns would not pass.
                assertThat(served("203.0.113.1")).isEqualTo(first);
                assertThat(served("203.0.113.1")).isEqualTo(first);
                assertThat(served("203.0.113.2")).isEqualTo(second);
                assertThat(served("203.0.113.2")).isEqualTo(second);
            }
            world.apply(service.http(HttpMode.DEFAULT).build());
            String only = served("203.0.113.1");
            assertThat(served("203.0.113.2")).isEqualTo(only);
            assertThat(served("203.0.113.3")).isEqualTo(only);
        }
    }

    @Test
    void aServerThatRefusesIsPassedOver() throws Exception {
        try (Backend b = new Backend(WebServer.named("b"))) {
            world.apply(service()
                    .server("dead", Backend.unusedPort())
                    .server("b", b.port())
                    .build());
            for (int i = 0; i < 10; i++) {
                assertThat(get("/").body()).startsWith("b");
            }
        }
    }

    @Test
    void withoutAnyServerTheAnswerIs503() throws Exception {
        world.apply(service().server("dead", Backend.unusedPort()).build());
        HttpResponse<String> answer = get("/");
        assertThat(answer.statusCode()).isEqualTo(503);
        Await.until("a failure counted", () -> world.load("web").endedFor(EndReason.CONNECT_FAILED) == 1);
        Await.until("a failure logged", () -> !world.ends().isEmpty());
        assertThat(world.ends().getFirst().server()).startsWith("dead/127.0.0.1:");
        assertThat(world.load("web").bytesOut()).isEqualTo(answer.body().length());
    }

    @Test
    void theFallbackAnswersWhenNoServerCan() throws Exception {
        try (Backend page = new Backend(WebServer.named("sorry"))) {
            world.apply(service()
                    .server("dead", Backend.unusedPort())
                    .fallback(page.port())
                    .build());
            assertThat(get("/").body()).startsWith("sorry");
        }
    }

    @Test
    void aKeptConnectionThatEndsWithoutAnAnswerIsRetried() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (Backend moody = new Backend(WebServer.serving((request, output) -> {
            if (requests.incrementAndGet() == 2) {
                return false;
            }
            WebServer.answer(output, 200, "fine");
            return true;
        }))) {
            world.apply(service().server("moody", moody.port()).build());
            assertThat(get("/").body()).isEqualTo("fine");
            assertThat(get("/").body()).isEqualTo("fine");
            assertThat(requests).hasValue(3);
        }
    }

    @Test
    void aRequestThatMayHaveBeenDoneIsNotRepeated() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (Backend dying = new Backend(WebServer.serving((request, output) -> {
            requests.incrementAndGet();
            return false;
        }))) {
            world.apply(service().server("dying", dying.port()).build());
            assertThat(get("/").statusCode()).isEqualTo(502);
            assertThat(requests).hasValue(1);
        }
    }

    @Test
    void aServerThatDoesNotAnswerInTimeGives504() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Backend mute = new Backend(WebServer.serving((request, output) -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return false;
        }))) {
            world.apply(service()
                    .server("mute", mute.port())
                    .serverTimeout(Duration.ofMillis(500))
                    .build());
            assertThat(get("/").statusCode()).isEqualTo(504);
            end.countDown();
        }
    }

    @Test
    void largeBodiesPassBothWays() throws Exception {
        try (Backend sink = new Backend(WebServer.serving((request, output) -> {
            long length = request.drain();
            output.write(
                    ("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] block = new byte[64 * 1024];
            for (long sent = 0; sent < length; sent += block.length) {
                output.write(block);
            }
            return true;
        }))) {
            world.apply(service().server("sink", sink.port()).build());
            HttpResponse<byte[]> answer = client.send(
                    request("/")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[LARGE]))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.body()).hasSize(LARGE);
            Await.until("bytes counted", () -> world.load("web").bytesOut() == LARGE);
            assertThat(world.load("web").bytesIn()).isEqualTo(LARGE);
        }
    }

    @Test
    void figuresAndLogSayWhatWasSentAfterCompression() throws Exception {
        String text = "all the same ".repeat(2_000);
        try (Backend server = new Backend(WebServer.serving((request, output) -> {
            output.write(("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " + text.length() + "\r\n\r\n"
                            + text)
                    .getBytes(StandardCharsets.US_ASCII));
            return true;
        }))) {
            world.apply(service()
                    .layer7(new Layer7(
                            List.of(),
                            null,
                            HttpModes.compressing(),
                            Duration.ZERO,
                            Layer7.PassiveCheck.OFF,
                            Layer7.AccessLog.JSON))
                    .server("a", server.port())
                    .build());
            HttpResponse<byte[]> answer = client.send(
                    request("/").header("Accept-Encoding", "gzip").build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(answer.headers().firstValue("content-encoding")).hasValue("gzip");
            int sent = answer.body().length;
            assertThat(sent).isLessThan(2_000);
            Await.until("logged", () -> !world.accesses().isEmpty());
            assertThat(world.accesses().getFirst().bytesOut()).isEqualTo(sent);
            assertThat(world.load("web").bytesOut()).isEqualTo(sent);
            assertThat(world.load("web", "a").bytesOut()).isEqualTo(text.length());
        }
    }

    @Test
    void requestsBeyondAServersLimitWaitTheirTurn() throws Exception {
        AtomicInteger busy = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (Backend narrow = new Backend(WebServer.serving((request, output) -> {
            most.accumulateAndGet(busy.incrementAndGet(), Math::max);
            Await.pass(Duration.ofMillis(5));
            busy.decrementAndGet();
            WebServer.answer(output, 200, "ok");
            return true;
        }))) {
            world.apply(service().server("narrow", narrow.port(), 2).build());
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(client.sendAsync(request("/" + i).build(), HttpResponse.BodyHandlers.ofString()));
            }
            for (CompletableFuture<HttpResponse<String>> one : all) {
                assertThat(one.get().statusCode()).isEqualTo(200);
            }
            assertThat(most.get()).isLessThanOrEqualTo(2);
            assertThat(world.load("web").queued()).isZero();
            Await.until("no place held", () -> world.load("web", "narrow").active() == 0);
        }
    }

    @Test
    void aHaltedServerIsCut() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        try (Backend slow = new Backend(WebServer.serving((request, output) -> {
            asked.countDown();
            request.body().read();
            return false;
        }))) {
            world.apply(service().server("slow", slow.port()).build());
            CompletableFuture<HttpResponse<String>> answer =
                    client.sendAsync(request("/").build(), HttpResponse.BodyHandlers.ofString());
            asked.await();
            world.set("web", "slow", AdminState.HALTED);
            assertThat(answer.get().statusCode()).isEqualTo(503);
        }
    }

    @Test
    void reloadsUnderLoadFailNoRequest() throws Exception {
        try (Backend a = new Backend(WebServer.named("a"));
                Backend b = new Backend(WebServer.named("b"))) {
            world.apply(service().server("a", a.port()).server("b", b.port()).build());
            CompletableFuture<Integer> load = CompletableFuture.supplyAsync(() -> {
                int failed = 0;
                for (int i = 0; i < 400; i++) {
                    try {
                        failed += get("/" + i).statusCode() == 200 ? 0 : 1;
                    } catch (IOException | InterruptedException e) {
                        failed++;
                    }
                }
                return failed;
            });
            int reloads = 0;
            while (!load.isDone()) {
                ServiceBuilder next = service().server("a", a.port());
                world.apply((reloads++ % 2 == 0 ? next : next.server("b", b.port())).build());
            }
            assertThat(load.get()).isZero();
        }
    }
}
