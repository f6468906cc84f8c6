package io.weir.l7.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a server shows: a certificate with its chain, and the key to it.
 *
 * @param file where they are from
 * @param key the private key
 * @param chain the certificate first, then those that signed it
 */
record Identity(Path file, PrivateKey key, List<X509Certificate> chain) {
    private static final int DER_SEQUENCE = 0x30;

    Identity {
        chain = List.copyOf(chain);
    }

    X509Certificate certificate() {
        return chain.getFirst();
    }

    /** Reads PEM or PKCS#12, whichever it is. */
    static Identity read(Path file, byte[] content, @Nullable String password) throws TlsFileException {
        try {
            Identity identity = content.length > 0 && content[0] == DER_SEQUENCE
                    ? pkcs12(file, content, password)
                    : pem(file, new String(content, StandardCharsets.ISO_8859_1), password);
            if (!PrivateKeys.match(identity.key(), identity.certificate().getPublicKey())) {
                throw new TlsFileException("its private key does not belong to its first certificate, "
                        + identity.certificate().getSubjectX500Principal()
                        + "; put the key's own certificate first");
            }
            return identity;
        } catch (TlsFileException e) {
            throw new TlsFileException(file + ": " + e.getMessage());
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFileException(file + ": " + e.getMessage());
        }
    }

    private static Identity pem(Path file, String text, @Nullable String password)
            throws GeneralSecurityException, TlsFileException {
        PrivateKey key = null;
        List<X509Certificate> chain = new ArrayList<>();
        for (PemText.Block block : PemText.blocks(text)) {
            if (block.label().equals("CERTIFICATE")) {
                chain.add(certificate(block.der()));
            } else if (key == null && PrivateKeys.isKey(block.label())) {
                key = PrivateKeys.read(block, password);
            }
        }
        if (chain.isEmpty()) {
            throw new TlsFileException(
                    "it has no certificate; give a PEM file with certificate chain and key, or PKCS#12");
        }
        if (key == null) {
            throw new TlsFileException("it has no private key; append the key of its first certificate");
        }
        return new Identity(file, key, chain);
    }

    /** Every certificate of a PEM file, or the one of a DER file. */
    static List<X509Certificate> certificates(Path file, byte[] content) throws TlsFileException {
        try {
            List<X509Certificate> all = new ArrayList<>();
            if (content.length > 0 && content[0] == DER_SEQUENCE) {
                all.add(certificate(content));
            }
            for (PemText.Block block : PemText.blocks(new String(content, StandardCharsets.ISO_8859_1))) {
                if (block.label().equals("CERTIFICATE") || block.label().equals("TRUSTED CERTIFICATE")) {
                    all.add(certificate(block.der()));
                }
            }
            if (all.isEmpty()) {
                throw new TlsFileException(file + ": it has no certificate; give a PEM file of CA certificates");
            }
            return all;
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new TlsFileException(file + ": " + e.getMessage());
        }
    }

    private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static Identity pkcs12(Path file, byte[] content, @Nullable String password)
            throws GeneralSecurityException, TlsFileException {
        char[] secret = password == null ? new char[0] : password.toCharArray();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try {
            store.load(new ByteArrayInputStream(content), secret);
        } catch (IOException e) {
            throw new TlsFileException("it cannot be opened as PKCS#12: "
                    + (password == null ? "give tls.password" : "tls.password may be wrong") + " (" + e.getMessage()
                    + ")");
        }
        for (String alias : Collections.list(store.aliases())) {
            Certificate[] certificates = store.getCertificateChain(alias);
            if (store.getKey(alias, secret) instanceof PrivateKey key && certificates != null) {
                List<X509Certificate> chain = new ArrayList<>();
                for (Certificate certificate : certificates) {
                    chain.add((X509Certificate) certificate);
                }
                return new Identity(file, key, chain);
            }
        }
        throw new TlsFileException("it has no private key with a certificate");
    }
}
