package io.weir.l7.tls;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/** The names that a certificate is for (RFC 6125, RFC 9525). */
final class CertificateNames {
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private CertificateNames() {}

    /** Its DNS names in lower case; the common name where it has no alternative names at all. */
    static List<String> of(X509Certificate certificate) {
        List<String> names = alternatives(certificate, DNS_NAME);
        if (!names.isEmpty() || !alternatives(certificate, IP_ADDRESS).isEmpty()) {
            return names;
        }
        return commonNames(certificate);
    }

    private static List<String> alternatives(X509Certificate certificate, int kind) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            if (alternatives != null) {
                for (List<?> alternative : alternatives) {
                    if (alternative.get(0).equals(kind)) {
                        names.add(String.valueOf(alternative.get(1)).toLowerCase(Locale.ROOT));
                    }
                }
            }
        } catch (CertificateParsingException e) {
            // A certificate with broken names has none.
        }
        return names;
    }

    private static List<String> commonNames(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            for (Rdn rdn : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (rdn.getType().equalsIgnoreCase("CN")) {
                    names.add(rdn.getValue().toString().toLowerCase(Locale.ROOT));
                }
            }
        } catch (InvalidNameException e) {
            // Nor has one whose subject cannot be read.
        }
        return names;
    }

    /** Whether it is for this host name or address literal. A wildcard stands for the leftmost label only. */
    static boolean match(X509Certificate certificate, String host) {
        String wanted = host.toLowerCase(Locale.ROOT);
        if (isAddress(wanted)) {
            return alternatives(certificate, IP_ADDRESS).stream().anyMatch(name -> sameAddress(name, wanted));
        }
        int dot = wanted.indexOf('.');
        String wildcard = dot < 0 ? wanted : "*" + wanted.substring(dot);
        List<String> names = of(certificate);
        return names.contains(wanted) || names.contains(wildcard);
    }

    static boolean isAddress(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static boolean sameAddress(String one, String other) {
        try {
            return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
