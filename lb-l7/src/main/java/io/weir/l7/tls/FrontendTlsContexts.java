package io.weir.l7.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCounted;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How TLS ends at one service: its certificates by server name. Made on the control thread, used by all event loops, and
 * given up when neither a service nor a connection has it any more.
 */
public final class FrontendTlsContexts {
    private static final Cleaner CLEANER = Cleaner.create();

    private final ServerNames<Site> sites;
    private final List<Site> all;
    private final TicketKeys tickets;

    /**
     * One certificate.
     *
     * @param context its settings
     * @param certificate what it shows
     * @param file where that is from
     * @param staple an OCSP response; null without one
     */
    record Site(
            ReferenceCountedOpenSslContext context,
            X509Certificate certificate,
            String file,
            @Nullable Staple staple) {}

    FrontendTlsContexts(ServerNames<Site> sites, List<Site> all, TicketKeys tickets) {
        this.sites = sites;
        this.all = List.copyOf(all);
        this.tickets = tickets;
        List<ReferenceCountedOpenSslContext> contexts =
                all.stream().map(Site::context).toList();
        CLEANER.register(this, () -> contexts.forEach(ReferenceCounted::release));
        sealWithTickets();
    }

    /** The keys of tickets have changed. */
    void sealWithTickets() {
        try {
            for (Site site : all) {
                site.context().sessionContext().setTicketKeys(tickets.keys());
            }
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    TicketKeys tickets() {
        return tickets;
    }

    List<Site> all() {
        return all;
    }

    /** The TLS of a new connection whose client asked for {@code serverName}. No timer of its own limits its handshake. */
    public SslHandler handler(@Nullable String serverName, ByteBufAllocator allocator) {
        Site site = sites.find(serverName);
        if (site == null) {
            throw new IllegalStateException("no certificate");
        }
        SslHandler handler = handler(site, allocator);
        handler.setHandshakeTimeoutMillis(0);
        Staple staple = site.staple();
        if (staple != null) {
            ((ReferenceCountedOpenSslEngine) handler.engine()).setOcspResponse(staple.der());
        }
        return handler;
    }

    private SslHandler handler(Site site, ByteBufAllocator allocator) {
        try {
            return site.context().newHandler(allocator);
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
