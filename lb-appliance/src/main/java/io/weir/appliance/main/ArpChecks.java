package io.weir.appliance.main;

import static java.lang.System.Logger.Level.ERROR;

import io.weir.arp.check.CheckReport;
import io.weir.arp.check.MacVendors;
import io.weir.arp.check.SightingListener;
import io.weir.arp.check.Verdict;
import io.weir.arp.check.WireCheck;
import io.weir.core.control.ControlPlane;
import io.weir.core.control.Event;
import io.weir.core.service.Configuration;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Asks the wire when a configuration comes into force, every hour, every minute while something is wrong, and when an
 * operator wants it. What begins and what ends is an event; what is wrong stands in the status.
 */
final class ArpChecks implements AutoCloseable {
    /** From a change to the question: servers' Ethernet addresses are asked for and VIPs announced in this time. */
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private static final Duration USUAL = Duration.ofHours(1);
    /** Also the shortest time between two checks that strangers' frames cause. */
    private static final Duration WHILE_WRONG = Duration.ofMinutes(1);

    private static final System.Logger LOG = System.getLogger("io.weir.arp.check");

    private final ControlPlane control;
    private final WireCheck wire = new WireCheck(this::sighted);
    private final ReentrantLock running = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;
    private long dueAt;
    private long askedAt;
    private boolean closed;
    private volatile Map<String, Set<Finding>> findings = Map.of();

    /** What is wrong with a service; {@code server} is empty for a stranger. */
    record Finding(String server, String text) {}

    private ArpChecks(ControlPlane control) {
        this.control = control;
        this.dueAt = System.nanoTime() + USUAL.toNanos();
        this.askedAt = System.nanoTime() - WHILE_WRONG.toNanos();
        // A platform thread: calls of the kernel would pin a virtual one.
        this.thread = Thread.ofPlatform().name("weir-arp-check").daemon().unstarted(this::loop);
    }

    /** Asks for the first time when a configuration comes into force. */
    static ArpChecks start(ControlPlane control) {
        ArpChecks checks = new ArpChecks(control);
        control.events().subscribe(event -> {
            if (event instanceof Event.ConfigurationApplied) {
                checks.dueIn(SETTLE);
            }
        });
        checks.thread.start();
        return checks;
    }

    private void dueIn(Duration time) {
        lock.lock();
        try {
            dueAt = System.nanoTime() + time.toNanos();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** At this time if not before: a check that ends must not put off one that has been asked for meanwhile. */
    private void dueBy(long nanos) {
        lock.lock();
        try {
            if (nanos - dueAt < 0) {
                dueAt = nanos;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void sightingDue() {
        lock.lock();
        try {
            long soon = System.nanoTime() + SETTLE.toNanos();
            long again = askedAt + WHILE_WRONG.toNanos();
            dueBy(soon - again < 0 ? again : soon);
        } finally {
            lock.unlock();
        }
    }

    /** Asks now; waits for a check that is running first. */
    CheckReport check() throws IOException {
        running.lock();
        try {
            Configuration configuration = control.current().configuration();
            CheckReport report = wire.run(configuration);
            remember(report);
            return report;
        } finally {
            running.unlock();
        }
    }

    /** What is wrong, by service: one line that says what and where to read more. */
    Map<String, String> problems(Map<String, String> ofPlanes) {
        Map<String, String> problems = new TreeMap<>(ofPlanes);
        findings.forEach((service, all) -> {
            for (Finding one : all) {
                String known = problems.get(service);
                // The plane watches over answers for VIPs too, and says so in its own words.
                if (known == null || one.server().isEmpty() || !known.contains("\"" + one.server() + "\" (")) {
                    problems.merge(service, one.text(), (a, b) -> a + "; " + b);
                }
            }
        });
        return problems;
    }

    /** Others who speak for a VIP unasked; asking tells whether they answer, too. */
    private void sighted(SightingListener.Sighting sighting) {
        CheckReport.Answer by = sighting.by();
        String text = "address " + sighting.vip() + ": " + MacVendors.named(by.mac())
                + (by.server() == null ? "" : ", server " + by.server() + ",") + " speaks for it unasked ("
                + by.forms().iterator().next().key() + "): " + by.advice(sighting.vip());
        sighting.services().forEach(service -> control.tell(at -> new Event.AddressFinding(at, service, text, false)));
        sightingDue();
    }

    private void remember(CheckReport report) {
        Map<String, Set<Finding>> before = findings;
        Map<String, Set<Finding>> now = findings(report, before);
        findings = now;
        now.forEach((service, all) -> all.stream()
                .filter(one -> !before.getOrDefault(service, Set.of()).contains(one))
                .forEach(one -> control.tell(at -> new Event.AddressFinding(at, service, one.text(), false))));
        before.forEach((service, all) -> all.stream()
                .filter(one -> !now.getOrDefault(service, Set.of()).contains(one))
                .filter(_ -> control.current().service(service) != null)
                .forEach(one -> control.tell(at -> new Event.AddressFinding(at, service, one.text(), true))));
        if (!now.isEmpty()) {
            dueBy(System.nanoTime() + WHILE_WRONG.toNanos());
        }
    }

    /** What is wrong. Of a VIP that could not be asked for, what was wrong before: nothing has shown that it is over. */
    static Map<String, Set<Finding>> findings(CheckReport report, Map<String, Set<Finding>> before) {
        Map<String, Set<Finding>> findings = new LinkedHashMap<>();
        for (CheckReport.OfVip vip : report.vips()) {
            if (vip.problem() != null) {
                for (String service : vip.services()) {
                    Set<Finding> known = before.get(service);
                    if (known != null) {
                        findings.put(service, new LinkedHashSet<>(known));
                    }
                }
            }
            for (CheckReport.OfServer server : vip.servers()) {
                if (server.verdict() != Verdict.OK) {
                    findings.computeIfAbsent(server.service(), _ -> new LinkedHashSet<>())
                            .add(new Finding(
                                    server.server(),
                                    "server \"" + server.server() + "\": "
                                            + server.verdict().key() + ": " + server.detail() + "; see weir arp check "
                                            + server.service()));
                }
            }
            for (CheckReport.Answer answer : vip.answers()) {
                if (vip.servers().stream().noneMatch(server -> answer.mac().equals(server.mac()))) {
                    vip.services()
                            .forEach(service -> findings.computeIfAbsent(service, _ -> new LinkedHashSet<>())
                                    .add(new Finding(
                                            "",
                                            "address " + vip.address() + ": " + MacVendors.named(answer.mac())
                                                    + " answers for it: " + answer.advice(vip.address()))));
                }
            }
        }
        return findings;
    }

    private void loop() {
        while (awaitDue()) {
            try {
                check();
            } catch (IOException | RuntimeException e) {
                LOG.log(ERROR, "the wire cannot be asked: " + e.getMessage(), e);
            }
        }
    }

    /** Whether the time has come; false at the end. */
    private boolean awaitDue() {
        lock.lock();
        try {
            while (!closed) {
                long left = dueAt - System.nanoTime();
                if (left <= 0) {
                    askedAt = System.nanoTime();
                    dueAt = askedAt
                            + USUAL.plusSeconds(ThreadLocalRandom.current().nextInt(300))
                                    .toNanos();
                    return true;
                }
                var _ = changed.await(left, TimeUnit.NANOSECONDS);
            }
            return false;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Asks no more; a check that is running ends by itself within 2 s. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        wire.close();
    }
}
