package io.weir.core.health.probe;

import io.weir.core.service.CheckMethod;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** The contexts of checks over TLS, by what they trust; a file of certificates is read again when it changes. */
final class TlsContexts {
    private static final FileTime NEVER = FileTime.fromMillis(0);

    private final ConcurrentHashMap<Trust, SSLContext> contexts = new ConcurrentHashMap<>();

    /** The path is empty for the system's authorities. */
    private record Trust(boolean verify, Path ca, FileTime changed) {}

    SSLContext of(CheckMethod.Tls tls) throws Unhealthy {
        Path ca = tls.verify() ? tls.ca() : null;
        try {
            Trust trust = new Trust(
                    tls.verify(), ca == null ? Path.of("") : ca, ca == null ? NEVER : Files.getLastModifiedTime(ca));
            SSLContext known = contexts.get(trust);
            if (known != null) {
                return known;
            }
            if (ca != null) {
                contexts.keySet().removeIf(old -> old.ca().equals(ca));
            }
            SSLContext made = make(trust);
            contexts.put(trust, made);
            return made;
        } catch (NoSuchFileException e) {
            throw new Unhealthy("L6RSP", "cannot read the certificates of " + ca + ": there is no such file");
        } catch (IOException | GeneralSecurityException e) {
            throw new Unhealthy(
                    "L6RSP", "cannot read the certificates of " + ca + ": " + Shown.of(String.valueOf(e.getMessage())));
        }
    }

    private static SSLContext make(Trust trust) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.verify() ? managers(trust.ca()) : new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private static TrustManager[] managers(Path ca) throws IOException, GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(ca.toString().isEmpty() ? null : store(ca));
        return factory.getTrustManagers();
    }

    private static KeyStore store(Path ca) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (InputStream in = Files.newInputStream(ca)) {
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            if (number == 0) {
                throw new IOException("it holds none");
            }
        }
        return store;
    }

    /** For {@code tls-verify: false}: the check asks whether the server serves, not who it is. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
