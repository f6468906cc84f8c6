package io.weir.core.health.probe;

import io.weir.core.health.CheckTarget;
import io.weir.core.service.CheckMethod;
import java.io.EOFException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What is wrong with a server's TLS, in words that say what to do. */
final class TlsWords {
    /** When a certificate has less left than this, the result says so. */
    static final int WARN_DAYS = 14;

    private static final String ALERT = "Received fatal alert: ";

    private TlsWords() {}

    static String of(IOException e, CheckMethod.Tls tls, CheckTarget target) {
        if (e instanceof EOFException) {
            return "connection closed within the TLS handshake";
        }
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            String words = of(cause, tls, target);
            if (words != null) {
                return words;
            }
        }
        return "TLS: " + Shown.of(String.valueOf(e.getMessage()));
    }

    private static @Nullable String of(Throwable cause, CheckMethod.Tls tls, CheckTarget target) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof CertificateExpiredException) {
            return "certificate has expired"
                    + (message.startsWith("NotAfter: ") ? ", it was valid until " + message.substring(10) : "");
        }
        if (cause instanceof CertificateNotYetValidException) {
            return "certificate is not valid yet";
        }
        if (cause instanceof CertPathBuilderException) {
            return tls.ca() == null
                    ? "certificate is of no authority that is trusted here; name its file in ca, or write tls-verify: false"
                    : "certificate is of no authority in " + tls.ca();
        }
        if (message.startsWith("No subject alternative") || message.startsWith("No name matching")) {
            String name = tls.name();
            return "certificate is not for " + (name == null ? target.address() + "; name it in sni" : name);
        }
        if (message.startsWith("Illegal given domain name")) {
            return "certificate cannot be verified for " + tls.name()
                    + ", which is no name of a host; write another sni," + " or tls-verify: false";
        }
        int alert = message.indexOf(ALERT);
        if (alert >= 0) {
            return "the server refused the TLS handshake: " + message.substring(alert + ALERT.length());
        }
        if (message.contains("Unsupported or unrecognized SSL message") || message.contains("plaintext connection")) {
            return "the server does not speak TLS on this port";
        }
        if (message.contains("onnection reset") || message.contains("roken pipe")) {
            return "connection reset within the TLS handshake";
        }
        return null;
    }

    /** Java's own look leaves out a certificate that the operator trusts by itself. */
    static void requireValid(@Nullable X509Certificate certificate, Instant now) throws Unhealthy {
        if (certificate == null) {
            throw new Unhealthy("L6RSP", "the server shows no certificate");
        }
        if (certificate.getNotAfter().toInstant().isBefore(now)) {
            throw new Unhealthy("L6RSP", "certificate has expired on " + date(certificate));
        }
        if (certificate.getNotBefore().toInstant().isAfter(now)) {
            throw new Unhealthy("L6RSP", "certificate is not valid yet");
        }
    }

    private static LocalDate date(X509Certificate certificate) {
        return LocalDate.ofInstant(certificate.getNotAfter().toInstant(), ZoneOffset.UTC);
    }

    /** Words on a certificate that ends soon or has ended; empty for others. */
    static String warning(X509Certificate certificate, Instant now) {
        Instant end = certificate.getNotAfter().toInstant();
        long days = ChronoUnit.DAYS.between(now, end);
        LocalDate date = date(certificate);
        if (end.isBefore(now)) {
            return "certificate has expired on " + date;
        }
        return days >= WARN_DAYS ? "" : "certificate expires in " + days + " days, on " + date;
    }
}
