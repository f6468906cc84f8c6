package io.weir.l7.tls;

import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.HttpMode;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerTls;
import io.weir.core.service.VirtualService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The contexts of all services. A configuration keeps those whose settings and files are as before, so that sessions go
 * on, and makes the others anew. Confined to the control thread but for {@link #keepUp}.
 */
public final class TlsStore {
    private static final System.Logger LOG = System.getLogger("io.weir.l7.tls");

    /** How long before its end a certificate is warned of. */
    static final Duration WARNING = Duration.ofDays(14);

    /** Where Debian has the certificates of public authorities. */
    private static final Path SYSTEM_CA = Path.of("/etc/ssl/certs/ca-certificates.crt");

    private final SecureRandom random = new SecureRandom();
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ServerTlsContexts servers = new ServerTlsContexts();
    private volatile Map<String, Front> fronts = Map.of();

    private record Front(FrontendTlsCompiler.Source source, List<Object> trust, FrontendTlsContexts contexts) {}

    /** With the system's clocks. */
    public TlsStore() {
        this(InstantSource.system(), System::nanoTime);
    }

    TlsStore(InstantSource clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /** Towards servers; always the same object. */
    public ServerTlsContexts servers() {
        return servers;
    }

    /** What was read for a configuration that is not in force yet. */
    public final class Staged {
        private final Map<String, Front> nextFronts = new HashMap<>();
        private final Map<ServerTlsContexts.Key, ServerTlsContext> nextServers = new HashMap<>();
        private final Set<String> changes = new LinkedHashSet<>();

        /** The files that are not as they were, one sentence each. */
        public List<String> changes() {
            return List.copyOf(changes);
        }

        private void changed(String service, Map<Path, String> before, Map<Path, String> now) {
            for (Path file : TlsFiles.changed(before, now)) {
                changes.add("service " + service + ": " + file + " has changed and is used from now on");
            }
        }

        /** How TLS ends at this service; null where it does not. */
        public @Nullable FrontendTlsContexts frontend(String service) {
            Front front = nextFronts.get(service);
            return front == null ? null : front.contexts();
        }

        /** Takes it into force. */
        public void commit() {
            fronts = Map.copyOf(nextFronts);
            Map<ServerTlsContexts.Key, ServerTlsContext> all = new HashMap<>(servers.all());
            if (all.size() > nextServers.size() * 2 + 16) {
                all.clear();
            }
            // Connections that began by the snapshot before may still need theirs.
            all.putAll(nextServers);
            servers.replace(all);
        }
    }

    /**
     * Reads the files of every service that is served.
     *
     * @param problems gets a sentence for each file that cannot be used
     */
    public Staged stage(Snapshot current, Snapshot next, List<String> problems) {
        Staged staged = new Staged();
        Set<String> found = new LinkedHashSet<>();
        for (ServiceSnapshot service : next.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled() && definition.mode().isLayer7()) {
                String prefix = "service " + definition.name() + ": ";
                try {
                    if (definition.layer7().tls() != null) {
                        stageFront(staged, definition, current.generation() == 0, prefix, found);
                    }
                    stageServers(staged, definition);
                } catch (TlsFileException e) {
                    found.add(prefix + e.getMessage());
                }
            }
        }
        problems.addAll(found);
        return staged;
    }

    private void stageFront(
            Staged staged, VirtualService definition, boolean starting, String prefix, Set<String> problems)
            throws TlsFileException {
        FrontendTlsCompiler compiler = new FrontendTlsCompiler(definition);
        Front known = fronts.get(definition.name());
        if (known != null && known.source().equals(compiler.source())) {
            staged.nextFronts.put(definition.name(), known);
            return;
        }
        for (Identity identity : compiler.identities()) {
            String invalid = invalid(identity, clock.instant());
            if (invalid != null && starting) {
                // After a restart everything else must be served all the same.
                LOG.log(System.Logger.Level.ERROR, prefix + invalid);
            } else if (invalid != null) {
                problems.add(prefix + invalid);
            }
        }
        // New keys where other clients are let in: a ticket would let those in that the new authority has not signed.
        TicketKeys tickets = known != null && known.trust().equals(compiler.trust())
                ? known.contexts().tickets()
                : new TicketKeys(random, nanos.getAsLong());
        Front front = new Front(compiler.source(), compiler.trust(), compiler.compile(tickets));
        staged.nextFronts.put(definition.name(), front);
        if (known != null) {
            staged.changed(
                    definition.name(), known.source().digests(), front.source().digests());
        }
        warn(definition.name(), front.contexts());
    }

    /** Why a certificate is of no use at this time; null when it is. */
    static @Nullable String invalid(Identity identity, Instant now) {
        Instant from = identity.certificate().getNotBefore().toInstant();
        Instant until = identity.certificate().getNotAfter().toInstant();
        if (now.isAfter(until)) {
            return identity.file() + ": its certificate has expired on " + until + "; put a new one there";
        }
        if (now.isBefore(from)) {
            return identity.file() + ": its certificate is not valid before " + from
                    + "; wait, put another there, or set the clock";
        }
        return null;
    }

    private void warn(String service, FrontendTlsContexts contexts) {
        Instant now = clock.instant();
        for (FrontendTlsContexts.Site site : contexts.all()) {
            Duration left =
                    Duration.between(now, site.certificate().getNotAfter().toInstant());
            if (left.compareTo(WARNING) < 0) {
                String rest = left.toDays() > 1 ? left.toDays() + " days" : left.toHours() + " hours";
                String when = left.isNegative() ? "has expired" : "expires in " + rest;
                LOG.log(
                        System.Logger.Level.WARNING,
                        "service " + service + ": the certificate of " + site.file() + " " + when + ", on "
                                + site.certificate().getNotAfter().toInstant() + "; put a new one there and reload");
            }
        }
    }

    private void stageServers(Staged staged, VirtualService definition) throws TlsFileException {
        HttpMode http = definition.layer7().http();
        boolean http2 = http != null && http.serverHttp2();
        for (RealServer server : definition.realServers()) {
            ServerTls tls = server.tls();
            if (tls != null) {
                ServerTlsContexts.Key key = new ServerTlsContexts.Key(tls, http2);
                if (!staged.nextServers.containsKey(key)) {
                    ServerTlsContext known = servers.all().get(key);
                    ServerTlsContext context = serverContext(key, known);
                    staged.nextServers.put(key, context);
                    if (known != null) {
                        staged.changed(definition.name(), known.digests(), context.digests());
                    }
                }
            }
        }
    }

    private static ServerTlsContext serverContext(ServerTlsContexts.Key key, @Nullable ServerTlsContext known)
            throws TlsFileException {
        ServerTls tls = key.tls();
        TlsFiles files = new TlsFiles();
        Path ca = tls.ca();
        if (ca == null && Files.isReadable(SYSTEM_CA)) {
            ca = SYSTEM_CA;
        }
        byte[] content = tls.verify() && ca != null ? files.read(ca) : null;
        Map<Path, String> digests = files.digests();
        if (known != null && known.digests().equals(digests)) {
            return known;
        }
        X509TrustManager authorities = null;
        if (tls.verify()) {
            authorities = authorities(ca == null || content == null ? null : Identity.certificates(ca, content));
        }
        return new ServerTlsContext(tls, key.http2(), new ServerTrust(authorities), digests);
    }

    private static X509TrustManager authorities(@Nullable List<X509Certificate> certificates) throws TlsFileException {
        try {
            KeyStore store = null;
            if (certificates != null) {
                store = KeyStore.getInstance(KeyStore.getDefaultType());
                store.load(null, null);
                for (int i = 0; i < certificates.size(); i++) {
                    store.setCertificateEntry("ca" + i, certificates.get(i));
                }
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager x509) {
                    return x509;
                }
            }
            throw new TlsFileException("this Java has no trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new TlsFileException("certificates of authorities: " + e.getMessage());
        }
    }

    /**
     * Renews keys of tickets whose time has come.
     *
     * @param warn whether to warn of certificates that end soon
     */
    public void keepUp(boolean warn) {
        fronts.forEach((service, front) -> {
            if (front.contexts().tickets().rotate(nanos.getAsLong())) {
                front.contexts().sealWithTickets();
            }
            if (warn) {
                warn(service, front.contexts());
            }
        });
    }
}
