package io.weir.l7.tls;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.HttpMode;
import io.weir.core.service.VirtualService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Reads what one service needs for TLS in front and makes contexts of it. */
final class FrontendTlsCompiler {
    /** Those that every client of the last ten years has, all with forward secrecy and authenticated encryption. */
    private static final List<String> CIPHERS = List.of(
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305");
    /** Those of TLS 1.3, which are not for choice. */
    private static final List<String> CIPHERS_1_3 =
            List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256");

    private final FrontendTls tls;
    private final List<String> alpn;
    private final List<Loaded> loaded = new ArrayList<>();
    private List<X509Certificate> authorities = List.of();
    private final Map<Path, String> digests;

    private record Loaded(Identity identity, @Nullable Staple staple) {}

    /**
     * What contexts were made of; the same again needs no new ones.
     *
     * @param tls the settings
     * @param alpn protocols offered
     * @param digests of the files
     */
    record Source(FrontendTls tls, List<String> alpn, Map<Path, String> digests) {}

    /** Reads every file of a service that has TLS. */
    FrontendTlsCompiler(VirtualService service) throws TlsFileException {
        this.tls = Objects.requireNonNull(service.layer7().tls());
        HttpMode http = service.layer7().http();
        this.alpn = tls.alpn().stream()
                .filter(protocol -> http == null || http.http2() || !protocol.equals("h2"))
                .toList();
        TlsFiles files = new TlsFiles();
        for (Path file : tls.certificates()) {
            Identity identity = Identity.read(file, files.read(file), tls.password());
            Path beside = Staple.beside(file);
            Staple staple = tls.ocsp() && Files.exists(beside) ? Staple.check(beside, files.read(beside)) : null;
            loaded.add(new Loaded(identity, staple));
        }
        Path clientCa = tls.clientCa();
        if (clientCa != null) {
            authorities = Identity.certificates(clientCa, files.read(clientCa));
        }
        this.digests = files.digests();
    }

    Source source() {
        return new Source(tls, alpn, digests);
    }

    List<Identity> identities() {
        return loaded.stream().map(Loaded::identity).toList();
    }

    /** What decides whose sessions may be resumed: a change of it must not let old ones in. */
    List<Object> trust() {
        return tls.clientCa() == null ? List.of() : List.of(authorities, tls.clientCertificate());
    }

    FrontendTlsContexts compile(TicketKeys tickets) throws TlsFileException {
        ServerNames.Builder<FrontendTlsContexts.Site> names = new ServerNames.Builder<>();
        List<FrontendTlsContexts.Site> all = new ArrayList<>();
        try {
            for (Loaded one : loaded) {
                Identity identity = one.identity();
                FrontendTlsContexts.Site site = new FrontendTlsContexts.Site(
                        context(identity, one.staple() != null),
                        identity.certificate(),
                        identity.file().toString(),
                        one.staple());
                all.add(site);
                CertificateNames.of(identity.certificate()).forEach(name -> names.add(name, site));
                names.otherwise(site);
            }
            return new FrontendTlsContexts(names.build(), all, tickets);
        } catch (TlsFileException e) {
            all.forEach(site -> site.context().release());
            throw e;
        }
    }

    private ReferenceCountedOpenSslContext context(Identity identity, boolean staples) throws TlsFileException {
        List<String> ciphers = new ArrayList<>(tls.ciphers().isEmpty() ? CIPHERS : tls.ciphers());
        ciphers.addAll(CIPHERS_1_3);
        SslContextBuilder builder = SslContextBuilder.forServer(
                        identity.key(), identity.chain().toArray(X509Certificate[]::new))
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols(
                        tls.minimum() == FrontendTls.Version.TLS_1_3
                                ? List.of("TLSv1.3")
                                : List.of("TLSv1.3", "TLSv1.2"))
                .ciphers(ciphers)
                .option(OpenSslContextOption.USE_TASKS, false)
                .enableOcsp(staples);
        if (!alpn.isEmpty()) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN, SelectorFailureBehavior.NO_ADVERTISE, SelectedListenerFailureBehavior.ACCEPT, alpn));
        }
        if (!authorities.isEmpty()) {
            builder.trustManager(authorities.toArray(X509Certificate[]::new))
                    .clientAuth(
                            tls.clientCertificate() == FrontendTls.ClientCertificate.REQUIRED
                                    ? ClientAuth.REQUIRE
                                    : ClientAuth.OPTIONAL);
        }
        try {
            return (ReferenceCountedOpenSslContext) builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsFileException(identity.file() + ": with tls.ciphers " + tls.ciphers() + ": " + e.getMessage());
        }
    }
}
