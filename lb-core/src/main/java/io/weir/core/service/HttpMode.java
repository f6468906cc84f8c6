package io.weir.core.service;

import io.weir.core.net.Cidr;
import java.util.List;

/**
 * HTTP mode of one virtual service.
 *
 * @param xForwardedFor whether servers get the client's address in X-Forwarded-For, beside -Proto, -Host and -Port
 * @param forwarded whether they get the header of RFC 7239
 * @param trusted from whom these headers are believed and prolonged; from others they are replaced
 * @param compression whether answers are compressed where client and content allow it
 * @param http2 whether HTTP/2 is offered, by ALPN with TLS and by prior knowledge without
 * @param serverHttp2 whether HTTP/2 is spoken to servers: by ALPN where traffic to them is encrypted, else by prior
 *     knowledge
 * @param connect whether the CONNECT method passes
 * @param clientCertificateHeader name of the request header that carries the subject of the client's certificate; empty
 *     for none
 * @param maxHeaderBytes most bytes of a head, 1024..262144
 * @param maxHeaders most field lines of a head, 1..1000
 * @param maxBodyBytes most bytes of a request body; 0 for no limit
 * @param minBodyRate bytes of a request body that must come in each second on average, once {@link Timeouts#httpBody}
 *     is over and until the answer begins; 0 for any rate
 * @param retries most further servers tried for one request, 0..10
 * @param rules content switching and header changes, in order
 */
public record HttpMode(
        boolean xForwardedFor,
        boolean forwarded,
        List<Cidr> trusted,
        boolean compression,
        boolean http2,
        boolean serverHttp2,
        boolean connect,
        String clientCertificateHeader,
        int maxHeaderBytes,
        int maxHeaders,
        long maxBodyBytes,
        int minBodyRate,
        int retries,
        List<HttpRule> rules) {
    /** What holds when the file says nothing but {@code http: {}}. */
    public static final HttpMode DEFAULT =
            new HttpMode(true, false, List.of(), false, true, false, false, "", 16_384, 100, 0, 500, 2, List.of());

    /** Copies the lists. */
    public HttpMode {
        trusted = List.copyOf(trusted);
        rules = List.copyOf(rules);
    }
}
