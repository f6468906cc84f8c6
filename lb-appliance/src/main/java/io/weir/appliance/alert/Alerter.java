package io.weir.appliance.alert;

import io.weir.core.control.Event;
import io.weir.core.service.Alerts;
import io.weir.core.service.Configuration;
import io.weir.core.service.Health;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Sends transitions by e-mail, on a thread of its own. Events are gathered for the digest time after the first, at most
 * {@value #MOST_EVENTS} of them; a mail that fails is tried {@value #TRIES} times and then given up.
 */
public final class Alerter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.alerts");
    /** More lines than this nobody reads; the log has all. */
    private static final int MOST_EVENTS = 500;

    private static final int TRIES = 3;
    private static final Duration HOUR = Duration.ofHours(1);

    private final Supplier<Configuration> configuration;
    private final Outlet outlet;
    private final Duration pause;
    private final Thread thread;
    private final Object lock = new Object();
    // All below by the lock.
    private final List<Event> waiting = new ArrayList<>();
    private final Deque<Instant> sentAt = new ArrayDeque<>();
    private int dropped;
    private boolean closed;
    private AlertFigures figures = AlertFigures.NONE;

    /** Hands a mail to a mail server. */
    @FunctionalInterface
    interface Outlet {
        void send(Alerts.Smtp smtp, String mail) throws IOException;
    }

    /**
     * Begins to listen.
     *
     * @param configuration the one in force, whose alerts are sent
     * @param pause before the second try; ten times as long before the third
     */
    Alerter(Supplier<Configuration> configuration, Outlet outlet, Duration pause) {
        this.configuration = configuration;
        this.outlet = outlet;
        this.pause = pause;
        this.thread = Thread.ofVirtual().name("weir-alerts").start(this::run);
    }

    /** With the system's trust in certificates. */
    public static Alerter start(Supplier<Configuration> configuration) {
        return new Alerter(
                configuration,
                (smtp, mail) -> SmtpConversation.send(smtp, (SSLSocketFactory) SSLSocketFactory.getDefault(), mail),
                Duration.ofSeconds(10));
    }

    /** Takes an event into the next mail, if it is worth one. Never blocks; for the control thread. */
    public void hear(Event event) {
        if (!matters(event)) {
            return;
        }
        synchronized (lock) {
            if (waiting.size() < MOST_EVENTS) {
                waiting.add(event);
            } else {
                dropped++;
            }
            lock.notifyAll();
        }
    }

    private boolean matters(Event event) {
        if (configuration.get().alerts() == null) {
            return false;
        }
        return switch (event) {
            case Event.HealthChanged health ->
                health.to() == Health.DOWN
                        || (health.to() == Health.UP && !health.from().serves());
            case Event.ServiceStateChanged _,
                    Event.AdminStateChanged _,
                    Event.AgentStateChanged _,
                    Event.AddressFinding _,
                    Event.ConfigurationRefused _,
                    Event.StateProblem _ -> true;
            default -> false;
        };
    }

    /** How it stands. From any thread. */
    public AlertFigures figures() {
        synchronized (lock) {
            return new AlertFigures(
                    figures.sent(), figures.failed(), waiting.size() + dropped, figures.trouble(), figures.troubleAt());
        }
    }

    private void run() {
        try {
            while (awaitEvent()) {
                Alerts alerts = configuration.get().alerts();
                if (alerts != null) {
                    awaitTime(alerts.digest());
                    awaitTurn(alerts);
                }
                sendSafely();
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "no more alerts");
        }
    }

    private boolean awaitEvent() throws InterruptedException {
        synchronized (lock) {
            while (waiting.isEmpty() && !closed) {
                lock.wait();
            }
            return !closed;
        }
    }

    /** Not interrupted by further events: they belong into this mail. */
    private static void awaitTime(Duration time) throws InterruptedException {
        Thread.sleep(time);
    }

    private void awaitTurn(Alerts alerts) throws InterruptedException {
        while (true) {
            Instant now = now();
            Instant free;
            synchronized (lock) {
                while (!sentAt.isEmpty() && sentAt.getFirst().plus(HOUR).compareTo(now) <= 0) {
                    sentAt.removeFirst();
                }
                if (sentAt.size() < alerts.maxPerHour()) {
                    return;
                }
                free = sentAt.getFirst().plus(HOUR);
            }
            awaitTime(Duration.between(now, free).plusMillis(1));
        }
    }

    private void sendSafely() throws InterruptedException {
        try {
            send();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a fault of Weir while sending an alert mail", e);
            giveUp();
        }
    }

    private void send() throws InterruptedException {
        List<Event> events;
        int more;
        synchronized (lock) {
            events = List.copyOf(waiting);
            more = dropped;
            waiting.clear();
            dropped = 0;
        }
        String id = UUID.randomUUID().toString();
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            Configuration current = configuration.get();
            Alerts alerts = current.alerts();
            if (alerts == null) {
                return;
            }
            String node = current.node().name();
            Trouble trouble = attempt(alerts.smtp(), MailText.of(alerts.smtp(), node, events, more, now(), id));
            if (trouble == null) {
                return;
            }
            boolean last = attempt == TRIES || trouble.permanent();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "alert mail of " + events.size() + " events to "
                            + alerts.smtp().host() + " port "
                            + alerts.smtp().port() + " failed (try " + attempt + " of " + TRIES + "): "
                            + trouble.words()
                            + (last ? "; given up" : ""));
            if (last) {
                giveUp();
                return;
            }
            awaitTime(pause.multipliedBy(attempt == 1 ? 1 : 10));
        }
    }

    /**
     * Why a try failed.
     *
     * @param permanent whether another would too
     */
    private record Trouble(String words, boolean permanent) {}

    /** Null when the mail server took it. */
    private @Nullable Trouble attempt(Alerts.Smtp smtp, String mail) {
        try {
            outlet.send(smtp, mail);
            synchronized (lock) {
                sentAt.addLast(now());
                figures = new AlertFigures(figures.sent() + 1, figures.failed(), 0, null, null);
            }
            return null;
        } catch (IOException | RuntimeException e) {
            String words = e.getMessage() == null ? e.toString() : e.getMessage();
            synchronized (lock) {
                figures = new AlertFigures(figures.sent(), figures.failed(), 0, words, now());
            }
            return new Trouble(words, e instanceof SmtpException refused && refused.permanent());
        }
    }

    private void giveUp() {
        synchronized (lock) {
            sentAt.addLast(now());
            figures = new AlertFigures(figures.sent(), figures.failed() + 1, 0, figures.trouble(), figures.troubleAt());
        }
    }

    private static Instant now() {
        return InstantSource.system().instant();
    }

    /** Ends the thread; what was not sent is in the log. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
