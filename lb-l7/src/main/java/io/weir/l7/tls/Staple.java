package io.weir.l7.tls;

import java.nio.file.Path;

/** An OCSP response as a responder signed it (RFC 6960), read from {@code CERTIFICATE-FILE.ocsp}. */
final class Staple {
    private static final String SUFFIX = ".ocsp";
    private static final int SEQUENCE = 0x30;
    private static final int ENUMERATED = 0x0a;

    private final byte[] der;

    private Staple(byte[] der) {
        this.der = der;
    }

    /** What is sent. */
    byte[] der() {
        return der;
    }

    static Path beside(Path certificate) {
        return certificate.resolveSibling(certificate.getFileName() + SUFFIX);
    }

    static boolean isOne(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /** Looks whether it is a successful response; who signed it is the client's to check. */
    static Staple check(Path file, byte[] der) throws TlsFileException {
        int header = der.length > 1 && der[1] < 0 ? 2 + (der[1] & 0x7f) : 2;
        if (der.length < header + 3 || der[0] != SEQUENCE || der[header] != ENUMERATED) {
            throw new TlsFileException(file
                    + ": it is not an OCSP response in DER; make it with openssl ocsp -issuer CA -cert CERT -respout "
                    + file.getFileName());
        }
        if (der[header + 2] != 0) {
            throw new TlsFileException(file + ": the responder answered with error " + der[header + 2]
                    + " instead of a status; fetch it again");
        }
        return new Staple(der);
    }
}
