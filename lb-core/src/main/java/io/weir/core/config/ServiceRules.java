package io.weir.core.config;

import io.weir.core.config.ServiceSchema.Check;
import io.weir.core.config.ServiceSchema.Server;
import io.weir.core.config.ServiceSchema.Spare;
import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Distribution;
import io.weir.core.service.Feedback;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Mode;
import io.weir.core.service.Protocol;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one virtual service cannot mean, though each of its keys is right by itself. */
final class ServiceRules {
    /** Each port at layer 7 is a listening socket of its own. */
    static final int MAX_PORTS = 1024;

    /** Types of checks that go to an address, or to nothing, or tell a program that there is no port. */
    private static final Set<HealthCheck.Type> NEED_NO_PORT =
            EnumSet.of(HealthCheck.Type.PING, HealthCheck.Type.EXTERNAL, HealthCheck.Type.ON, HealthCheck.Type.OFF);

    private final Problems problems;
    private final SectionReader reader;
    private final NoEffect noEffect;
    private final WatchRules watch;
    private final CheckRules checks;
    private final PersistenceRules persistence;
    private final Layer4Rules layer4;
    private final Layer7Rules layer7;

    ServiceRules(Problems problems, SectionReader reader, ReferencedFiles files) {
        this.problems = problems;
        this.reader = reader;
        this.noEffect = new NoEffect(problems);
        this.watch = new WatchRules(problems);
        this.checks = new CheckRules(problems, files);
        this.persistence = new PersistenceRules(problems);
        this.layer7 = new Layer7Rules(problems, reader, files);
        this.layer4 = new Layer4Rules(problems, reader);
    }

    /**
     * Checks a service with its defaults merged in.
     *
     * @param interfaces those of layer 4
     * @param proxy the keys of {@code l7}
     */
    void check(Fields service, List<ValueType.Item<String>> interfaces, Fields proxy) {
        reader.requireAll(ServiceSchema.SECTION, service);
        ports(service);
        distribution(service);
        persistence.check(service);
        healthCheck(service, service.group(ServiceSchema.HEALTH_CHECK));
        portToCheck(service);
        watch.throughVip(service);
        feedback(service.group(ServiceSchema.FEEDBACK));
        if (Layer4Rules.apply(service)) {
            layer4.check(service);
            layer4.interfaceOf(service, interfaces);
        } else {
            protocol(service);
            fallback(service);
            layer7.check(service, proxy);
        }
        servers(service);
    }

    private void ports(Fields service) {
        PortSet ports = service.optional(ServiceSchema.PORTS);
        if (ports == null || service.optional(ServiceSchema.MODE) != Mode.L7_SNAT) {
            return;
        }
        if (ports.equals(PortSet.ALL)) {
            tell(
                    service,
                    ServiceSchema.PORTS,
                    "\"*\" needs a layer 4 mode, since at layer 7 each port is a listening socket of its own; list the"
                            + " ports, at most " + MAX_PORTS + ", or write mode " + Layer4Rules.MODES);
        } else if (ports.size() > MAX_PORTS) {
            tell(
                    service,
                    ServiceSchema.PORTS,
                    "names " + ports.size() + " ports, and at layer 7 each is a listening"
                            + " socket of its own; write at most " + MAX_PORTS + ", or mode " + Layer4Rules.MODES);
        }
    }

    private void protocol(Fields service) {
        Protocol protocol = service.value(ServiceSchema.PROTOCOL);
        Mode mode = service.optional(ServiceSchema.MODE);
        if (mode == null || !protocol.udp()) {
            return;
        }
        Fields.Found found = Objects.requireNonNull(service.found(ServiceSchema.PROTOCOL));
        // Where the protocol is inherited the fault is still this service's.
        problems.add(
                found.inherited() ? service.place() : found.place(),
                Fields.join(service.path(), ServiceSchema.PROTOCOL.name()),
                protocol.key() + " is not carried by mode " + mode.key()
                        + ", a proxy for TCP; write protocol tcp, or mode " + Layer4Rules.MODES);
    }

    /** A check of a connection goes to one port. */
    private void portToCheck(Fields service) {
        Fields check = service.group(ServiceSchema.HEALTH_CHECK);
        boolean given = check.found(Check.PORT) != null && check.optional(Check.PORT) != null;
        if (!PortSet.ALL.equals(service.optional(ServiceSchema.PORTS))
                || !Layer4Rules.apply(service)
                || given
                || check.isInvalid(Check.PORT)
                || check.isInvalid(Check.TYPE)
                || NEED_NO_PORT.contains(check.value(Check.TYPE))) {
            return;
        }
        boolean allHavePorts = service.groups(ServiceSchema.REAL_SERVERS).stream()
                .allMatch(server -> server.found(Server.PORT) != null && server.optional(Server.PORT) != null);
        if (!allHavePorts) {
            problems.add(
                    service.place(),
                    Fields.join(service.path(), ServiceSchema.HEALTH_CHECK.name() + "." + Check.PORT.name()),
                    "is missing; with ports \"*\" say which port to check, or write health-check: { type: on } for no"
                            + " check");
        }
    }

    private void distribution(Fields service) {
        if (service.optional(ServiceSchema.DISTRIBUTION) == Distribution.FAILOVER) {
            noEffect.check(service, ServiceSchema.DISTRIBUTION, ServiceSchema.SCHEDULER, "distribution failover");
        }
    }

    private void healthCheck(Fields service, Fields check) {
        if (check.isInvalid(Check.TYPE)) {
            return;
        }
        HealthCheck.Type type = check.value(Check.TYPE);
        if (type != HealthCheck.Type.ON && type != HealthCheck.Type.OFF) {
            timeoutWithinInterval(check, Check.INTERVAL, Check.TIMEOUT);
            checks.check(service, check);
            watch.check(check);
            return;
        }
        for (Key<?> key : Check.SECTION.keys()) {
            if (!key.equals(Check.TYPE)) {
                noEffect.check(check, Check.TYPE, key, "type " + type.key());
            }
        }
    }

    private void feedback(Fields feedback) {
        if (feedback.isInvalid(FeedbackSchema.TYPE)) {
            return;
        }
        Feedback.Type type = feedback.value(FeedbackSchema.TYPE);
        if (type == Feedback.Type.NONE) {
            for (Key<?> key : FeedbackSchema.SECTION.keys()) {
                if (!key.equals(FeedbackSchema.TYPE)) {
                    noEffect.check(feedback, FeedbackSchema.TYPE, key, "type none");
                }
            }
            return;
        }
        if (type == Feedback.Type.AGENT) {
            noEffect.check(feedback, FeedbackSchema.TYPE, FeedbackSchema.PATH, "type agent");
        }
        timeoutWithinInterval(feedback, FeedbackSchema.INTERVAL, FeedbackSchema.TIMEOUT);
    }

    private void timeoutWithinInterval(Fields check, Key<Duration> intervalKey, Key<Duration> timeoutKey) {
        Duration interval = check.value(intervalKey);
        Duration timeout = check.value(timeoutKey);
        if (check.isInvalid(intervalKey) || check.isInvalid(timeoutKey) || timeout.compareTo(interval) <= 0) {
            return;
        }
        String timeoutText = DurationText.format(timeout);
        String intervalText = DurationText.format(interval);
        boolean tellAtInterval =
                check.found(timeoutKey) == null || (check.givesItself(intervalKey) && !check.givesItself(timeoutKey));
        if (tellAtInterval) {
            tell(
                    check,
                    intervalKey,
                    intervalText + " is shorter than the timeout of " + timeoutText + "; write at least " + timeoutText
                            + ", or a shorter timeout");
        } else {
            tell(
                    check,
                    timeoutKey,
                    timeoutText + " is longer than the interval of " + intervalText + "; write at most " + intervalText
                            + ", or a longer interval");
        }
    }

    private void fallback(Fields service) {
        Fields fallback = service.optional(ServiceSchema.FALLBACK);
        if (fallback == null || !reader.requireAll(Spare.SECTION, fallback)) {
            return;
        }
        IpAddress address = fallback.optional(Spare.ADDRESS);
        Integer port = fallback.optional(Spare.PORT);
        if (address != null && port != null && isOwn(service, address, port)) {
            Fields.Found found = Objects.requireNonNull(service.found(ServiceSchema.FALLBACK));
            problems.add(
                    found.keyPlace(),
                    found.path(),
                    address.withPort(port)
                            + " is this service itself, so connections would go in a circle; name another place");
        }
    }

    private void servers(Fields service) {
        Fields.Found list = service.found(ServiceSchema.REAL_SERVERS);
        if (list == null || !list.valid()) {
            return;
        }
        List<Fields> servers = service.groups(ServiceSchema.REAL_SERVERS);
        if (servers.isEmpty()) {
            problems.add(
                    list.place(),
                    list.path(),
                    "is empty; a service needs at least one server: \"- { name: NAME, address: ADDRESS }\"");
        }
        Map<String, Place> names = new HashMap<>();
        for (Fields server : servers) {
            reader.requireAll(Server.SECTION, server);
            uniqueName(names, server, Server.NAME, "service");
            serverAddress(service, server);
        }
    }

    /** Reports a name that another item of the same list has. */
    void uniqueName(Map<String, Place> names, Fields item, Key<String> key, String scope) {
        String name = item.optional(key);
        Fields.Found found = item.found(key);
        if (name == null || found == null) {
            return;
        }
        Place first = names.putIfAbsent(name, found.place());
        if (first != null) {
            problems.add(
                    found.place(),
                    found.path(),
                    "\"" + name + "\" is the name of another one in line " + first.line()
                            + "; names are unique within the " + scope + ", write another");
        }
    }

    private void serverAddress(Fields service, Fields server) {
        IpAddress address = server.optional(Server.ADDRESS);
        if (Layer4Rules.apply(service)) {
            layer4.server(service, server);
            return;
        }
        if (address == null) {
            return;
        }
        IpAddress source = service.optional(ServiceSchema.SOURCE_ADDRESS);
        if (source != null && source.v6() != address.v6()) {
            tell(
                    server,
                    Server.ADDRESS,
                    address + " cannot be reached from source-address " + source
                            + ", which is " + family(source) + "; write an " + family(source) + " address, or another"
                            + " source-address");
        }
        if (!server.isInvalid(Server.PORT) && isOwn(service, address, server.optional(Server.PORT))) {
            tell(
                    server,
                    Server.ADDRESS,
                    "is the VIP and port of this very service, so connections would go in a"
                            + " circle; write the server's own address, or another port");
        }
    }

    static String family(IpAddress address) {
        return address.v6() ? "IPv6" : "IPv4";
    }

    /** Whether this is where the service listens; a null port stands for the client's. */
    private static boolean isOwn(Fields service, IpAddress address, @Nullable Integer port) {
        PortSet ports = service.optional(ServiceSchema.PORTS);
        return address.equals(service.optional(ServiceSchema.ADDRESS))
                && ports != null
                && (port == null || ports.contains(port));
    }

    private void tell(Fields fields, Key<?> key, String text) {
        Fields.Found found = Objects.requireNonNull(fields.found(key));
        problems.add(found.place(), found.path(), text);
    }
}
