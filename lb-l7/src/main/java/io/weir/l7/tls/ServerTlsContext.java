package io.weir.l7.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.weir.core.net.IpAddress;
import io.weir.core.service.ServerTls;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/** How TLS begins at Weir: one way of talking to servers. Given up as {@link FrontendTlsContexts} are. */
final class ServerTlsContext {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ReferenceCountedOpenSslContext context;
    private final @Nullable String sni;
    private final Map<Path, String> digests;

    /** @param digests of the files behind it */
    ServerTlsContext(ServerTls tls, boolean http2, ServerTrust trust, Map<Path, String> digests)
            throws TlsFileException {
        SslContextBuilder builder = SslContextBuilder.forClient()
                .sslProvider(SslProvider.OPENSSL_REFCNT)
                .protocols("TLSv1.3", "TLSv1.2")
                .option(OpenSslContextOption.USE_TASKS, false)
                // The trust below looks at the name by itself: what is sent and what is checked may differ.
                .endpointIdentificationAlgorithm(null)
                .trustManager(trust);
        if (http2) {
            builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                    Protocol.ALPN,
                    SelectorFailureBehavior.NO_ADVERTISE,
                    SelectedListenerFailureBehavior.ACCEPT,
                    List.of("h2", "http/1.1")));
        }
        try {
            this.context = (ReferenceCountedOpenSslContext) builder.build();
        } catch (SSLException e) {
            throw new TlsFileException("TLS to servers: " + e.getMessage());
        }
        this.sni = tls.sni();
        this.digests = digests;
        ReferenceCountedOpenSslContext held = context;
        CLEANER.register(this, held::release);
    }

    Map<Path, String> digests() {
        return digests;
    }

    SslHandler handler(IpAddress address, @Nullable String clientName, ByteBufAllocator allocator) {
        String expected = sni == null ? address.toString() : sni;
        SslHandler handler = handler(expected, allocator);
        handler.setHandshakeTimeoutMillis(0);
        String shown = sni == null ? clientName : sni;
        SSLParameters parameters = handler.engine().getSSLParameters();
        parameters.setServerNames(serverNames(shown));
        handler.engine().setSSLParameters(parameters);
        return handler;
    }

    private SslHandler handler(String expected, ByteBufAllocator allocator) {
        try {
            return context.newHandler(allocator, expected, 0);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private static List<SNIServerName> serverNames(@Nullable String name) {
        if (name == null || CertificateNames.isAddress(name) || name.endsWith(".")) {
            return List.of();
        }
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException e) {
            // A client may ask for what is no host name; a server need not hear of it.
            return List.of();
        }
    }
}
