package io.weir.core.control;

import io.weir.core.control.SnapshotWriter.Verdict;
import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckResult;
import io.weir.core.health.HealthChecker;
import io.weir.core.health.HealthTrack;
import io.weir.core.health.Standing;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** A writer without its thread: each call is done when it returns. Its checks say nothing; the test speaks for them. */
final class Harness implements AutoCloseable {
    static final CheckReason REFUSED = new CheckReason("L4CON", "connection refused");

    final List<Event> events = new ArrayList<>();
    final List<String> calls = RecordingPlane.calls();
    final RecordingPlane addresses = new RecordingPlane("addresses", calls);
    final RecordingPlane proxy = new RecordingPlane("proxy", calls);
    final SnapshotPublisher publisher = new SnapshotPublisher();
    final StateStore store;
    final Checks checks;
    final SnapshotWriter writer;
    Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final HealthChecker checker;

    Harness(Path directory) throws IOException {
        store = new StateStore(directory);
        checker = new HealthChecker(target -> silent(), System::nanoTime, new SplittableRandom(1));
        checks = new Checks(checker, (check, track) -> {});
        Events told = new Events();
        told.subscribe(events::add);
        writer = new SnapshotWriter(
                publisher,
                told,
                new Planes(List.of(addresses, proxy)),
                store,
                checks,
                new Agents((agent, word) -> {}),
                () -> now,
                new StandardParts(System::nanoTime));
    }

    /** Never comes to a result before it is stopped. */
    static CheckResult silent() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CheckResult.failed(REFUSED, Duration.ZERO);
    }

    List<String> apply(ServiceSample... services) throws ApplyException {
        return writer.apply(ServiceSample.configuration(services), null);
    }

    List<String> say(String target, AdminState state) throws UnknownTargetException, IOException {
        return writer.setAdminState(target, state);
    }

    /** Lets the check of {@code SERVICE/SERVER} conclude. */
    void conclude(String target, Health health) {
        ServerKey key = key(target);
        Standing check = checks.of(key);
        if (check == null) {
            throw new AssertionError(target + " is not checked");
        }
        writer.take(List.of(new Verdict(check, new HealthTrack(health, 0, health == Health.UP ? null : REFUSED))));
    }

    static ServerKey key(String target) {
        return ServerKey.parse(target).orElseThrow();
    }

    ServiceSnapshot service(String name) {
        return Objects.requireNonNull(publisher.current().service(name), name);
    }

    ServerSnapshot server(String target) {
        ServerKey key = key(target);
        return Objects.requireNonNull(service(key.service()).server(key.server()), target);
    }

    List<String> candidates(String service) {
        return service(service).candidates().stream().map(ServerSnapshot::name).toList();
    }

    List<String> eventTexts() {
        return events.stream().map(Event::text).toList();
    }

    @Override
    public void close() throws IOException {
        writer.shutDown();
        checker.close();
        store.close();
    }
}
