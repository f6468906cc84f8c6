package io.weir.appliance.acceptance.l7;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Ten reloads a second for a minute under two hundred clients that keep their connections: no request fails. */
@Tag("long")
class ReloadStormTest {
    private static final int CLIENTS = 200;
    private static final int PORT = 18_300;
    private static final Duration LASTS = Duration.ofMinutes(1);
    private static final long BETWEEN = TimeUnit.MILLISECONDS.toNanos(100);

    private static String configuration(LoopbackSite site, int turn) {
        String more = turn % 3 == 0 ? "\n      - { name: app3, address: " + site.address(41) + ", port: 18301 }" : "";
        return """
                virtual-services:
                  - name: web
                    mode: l7-snat
                    address: %s
                    ports: %d
                    scheduler: rr
                    health-check: { type: connect, interval: 500ms, timeout: 500ms }
                    http: {}
                    real-servers:
                      - { name: app1, address: %s, weight: %d }
                      - { name: app2, address: %s }%s
                """.formatted(site.vip(), PORT, site.address(41), 1 + turn % 100, site.address(42), more);
    }

    @Test
    void noRequestFails() throws IOException, InterruptedException {
        try (LoopbackSite site = new LoopbackSite();
                NamedServer app1 = new NamedServer("app1", site.address(41), PORT, NamedServer::http);
                NamedServer app2 = new NamedServer("app2", site.address(42), PORT, NamedServer::http);
                NamedServer app3 = new NamedServer("app3", site.address(41), 18_301, NamedServer::http)) {
            site.start(configuration(site, 1));
            AtomicBoolean over = new AtomicBoolean();
            LongAdder asked = new LongAdder();
            ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> ask(site, over, asked, failures)));
            }
            int reloads = 0;
            long began = System.nanoTime();
            long ends = began + LASTS.toNanos();
            for (long at = began; at < ends; at += BETWEEN) {
                LockSupport.parkNanos(at - System.nanoTime());
                site.write(configuration(site, reloads++));
                assertThat(site.reload()).startsWith("{\"ok\":true");
            }
            double rate = reloads / (Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0);
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }
            System.out.println(asked.sum() + " requests, " + reloads + " reloads, " + rate + " a second");
            assertThat(failures).isEmpty();
            assertThat(asked.sum()).isGreaterThan(10L * CLIENTS);
            assertThat(rate).isGreaterThan(9.5);
            assertThat(List.of(app1, app2, app3)).doesNotContainNull();
        }
    }

    private static void ask(
            LoopbackSite site, AtomicBoolean over, LongAdder asked, ConcurrentLinkedQueue<String> failures) {
        try (PersistentClient client = new PersistentClient.Web(site.vip(), PORT, site.address(10), "", "/")) {
            while (!over.get()) {
                client.ask();
                asked.increment();
            }
        } catch (IOException | AssertionError e) {
            failures.add(e.toString());
        }
    }
}
