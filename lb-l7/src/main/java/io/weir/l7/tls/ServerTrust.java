package io.weir.l7.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which servers are believed: those with a certificate of a known authority, for the engine's host. */
final class ServerTrust extends X509ExtendedTrustManager {
    private static final X509Certificate[] NONE = {};

    private final @Nullable X509TrustManager authorities;

    /** @param authorities null believes everybody */
    ServerTrust(@Nullable X509TrustManager authorities) {
        this.authorities = authorities;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        X509TrustManager known = authorities;
        if (known == null) {
            return;
        }
        checkChain(known, chain, type);
        String host = engine.getPeerHost();
        if (host == null || !CertificateNames.match(chain[0], host)) {
            throw new CertificateException("its certificate is not for " + host + " but for "
                    + CertificateNames.of(chain[0]) + "; set the server's tls.sni to one of these");
        }
    }

    private static void checkChain(X509TrustManager known, X509Certificate[] chain, String type)
            throws CertificateException {
        try {
            chain[0].checkValidity();
            known.checkServerTrusted(chain, type);
        } catch (CertificateExpiredException e) {
            throw new CertificateException(
                    "its certificate has expired on " + chain[0].getNotAfter().toInstant(), e);
        } catch (CertificateNotYetValidException e) {
            throw new CertificateException(
                    "its certificate is not valid before "
                            + chain[0].getNotBefore().toInstant(),
                    e);
        } catch (CertificateException e) {
            throw new CertificateException(
                    "its certificate is signed by nobody that is trusted (" + chain[0].getIssuerX500Principal()
                            + "); set the server's tls.ca to the file of its authority",
                    e);
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("no engine to check the name of");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("no engine to check the name of");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        throw new CertificateException("not for clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        throw new CertificateException("not for clients");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("not for clients");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return NONE;
    }
}
