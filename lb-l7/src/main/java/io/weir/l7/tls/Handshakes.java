package io.weir.l7.tls;

import io.netty.handler.ssl.SslHandler;
import io.weir.l7.http.exchange.ClientInfo;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** What is known of a client after its handshake. */
public final class Handshakes {
    private Handshakes() {}

    /** Asks the handler, whose handshake has succeeded. */
    public static ClientInfo.Handshake of(SslHandler handler, @Nullable String serverName) {
        SSLEngine engine = handler.engine();
        SSLSession session = engine.getSession();
        String version = session.getProtocol();
        // In TLS 1.3 the id is made up by the client for old middleboxes and tells nothing (RFC 8446, 4.1.2).
        String id = version.equals("TLSv1.3") ? "" : HexFormat.of().formatHex(session.getId());
        return new ClientInfo.Handshake(version, session.getCipherSuite(), serverName, id, subject(engine));
    }

    private static @Nullable String subject(SSLEngine engine) {
        if (!engine.getNeedClientAuth() && !engine.getWantClientAuth()) {
            // Most services ask for no certificate, and an exception at each handshake would say so.
            return null;
        }
        try {
            Certificate[] certificates = engine.getSession().getPeerCertificates();
            return certificates.length > 0 && certificates[0] instanceof X509Certificate certificate
                    ? certificate.getSubjectX500Principal().getName(X500Principal.RFC2253)
                    : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }
}
