package io.weir.core.health.probe;

import io.weir.core.health.CheckReason;
import io.weir.core.health.CheckResult;
import io.weir.core.health.CheckTarget;
import io.weir.core.health.Probe;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.HealthCheck;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Checks by every type, each by the code of its protocol. */
public final class Probes implements Probe {
    private static final CheckReason CONNECTED = new CheckReason("L4OK", "");

    private final Dialer dialer;
    private final Pinger pinger;
    private final LongSupplier nanoClock;
    private final InstantSource clock;
    private final TlsContexts contexts = new TlsContexts();

    /**
     * Checks over connections of this dialer.
     *
     * @param nanoClock must advance like {@link System#nanoTime}
     * @param clock tells how long certificates are still valid
     */
    public Probes(Dialer dialer, Pinger pinger, LongSupplier nanoClock, InstantSource clock) {
        this.dialer = dialer;
        this.pinger = pinger;
        this.nanoClock = nanoClock;
        this.clock = clock;
    }

    /** With the system's sockets and clocks, and without ICMP. */
    public static Probes direct() {
        return direct(Pinger.none());
    }

    /** With the system's sockets and clocks. */
    public static Probes direct(Pinger pinger) {
        return new Probes(new SocketDialer(), pinger, System::nanoTime, InstantSource.system());
    }

    @Override
    public CheckResult check(CheckTarget target) {
        long start = nanoClock.getAsLong();
        Deadline deadline = Deadline.in(target.check().timeout(), nanoClock);
        try {
            CheckReason reason = probe(target, deadline);
            return CheckResult.passed(reason, Duration.ofNanos(nanoClock.getAsLong() - start));
        } catch (Unhealthy e) {
            return CheckResult.failed(e.reason(), Duration.ofNanos(nanoClock.getAsLong() - start));
        }
    }

    private CheckReason probe(CheckTarget target, Deadline deadline) throws Unhealthy {
        return switch (target.check().method()) {
            case CheckMethod.Plain plain -> plain(plain.type(), target, deadline);
            case CheckMethod.Http http -> talk(http.tls(), target, deadline, new HttpTalk(http, target)::hold);
            case CheckMethod.SendExpect bytes -> talk(bytes.tls(), target, deadline, new SendExpectTalk(bytes)::hold);
            case CheckMethod.Dns dns -> dns(dns, target, deadline);
            case CheckMethod.Mail mail -> talk(mail.tls(), target, deadline, new MailTalk(mail)::hold);
            case CheckMethod.Ldap ldap -> talk(ldap.tls(), target, deadline, new LdapTalk(ldap)::hold);
            case CheckMethod.Database database
            when database.type() == HealthCheck.Type.MYSQL ->
                talk(null, target, deadline, new MySqlTalk(database)::hold);
            case CheckMethod.Database database -> talk(null, target, deadline, new PostgreSqlTalk(database)::hold);
            case CheckMethod.Redis redis -> talk(redis.tls(), target, deadline, new RedisTalk(redis)::hold);
            case CheckMethod.Radius radius -> new RadiusTalk(radius).ask(target, deadline);
            case CheckMethod.Sip sip -> {
                SipTalk talk = new SipTalk(sip, target);
                yield sip.tcp() ? talk(null, target, deadline, talk::hold) : talk.ask(deadline);
            }
            case CheckMethod.External external -> new ExternalCommand(external, target).run(deadline);
        };
    }

    private CheckReason plain(HealthCheck.Type type, CheckTarget target, Deadline deadline) throws Unhealthy {
        if (type == HealthCheck.Type.PING) {
            pinger.ping(target, deadline);
            return CONNECTED;
        }
        try (Dialer.Connection _ = dialer.dial(target, deadline)) {
            return CONNECTED;
        }
    }

    private CheckReason dns(CheckMethod.Dns dns, CheckTarget target, Deadline deadline) throws Unhealthy {
        DnsTalk talk = new DnsTalk(dns);
        CheckReason passed = dns.tcp() ? null : talk.ask(target, deadline);
        return passed == null ? talk(null, target, deadline, talk::hold) : passed;
    }

    /** What is said over one connection. */
    @FunctionalInterface
    private interface Conversation {
        CheckReason hold(Talk talk) throws Unhealthy;
    }

    private CheckReason talk(
            CheckMethod.@Nullable Tls tls, CheckTarget target, Deadline deadline, Conversation conversation)
            throws Unhealthy {
        Dialer.Connection plain = dialer.dial(target, deadline);
        if (tls == null) {
            try (plain) {
                return conversation.hold(new Talk(plain, deadline));
            }
        }
        try (TlsConnection secure = TlsConnection.open(plain, target, tls, contexts, deadline, clock.instant())) {
            CheckReason passed = conversation.hold(new Talk(secure, deadline));
            return warned(passed, secure.certificate(), clock.instant());
        }
    }

    private static CheckReason warned(CheckReason passed, @Nullable X509Certificate certificate, Instant now) {
        String warning = certificate == null ? "" : TlsWords.warning(certificate, now);
        if (warning.isEmpty()) {
            return passed;
        }
        return new CheckReason(passed.code(), passed.text().isEmpty() ? warning : passed.text() + "; " + warning);
    }
}
