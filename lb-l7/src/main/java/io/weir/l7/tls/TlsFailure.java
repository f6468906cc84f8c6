package io.weir.l7.tls;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/** Why TLS failed, in words for the log. */
public final class TlsFailure {
    private static final int MOST_CAUSES = 8;

    private TlsFailure() {}

    /** Whether this is a failure of TLS and not of Weir. */
    public static boolean is(Throwable cause) {
        return cause instanceof SSLException
                || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
    }

    /** Of a handshake, as {@code TLS handshake failed: its certificate has expired}. */
    public static String words(Throwable failure) {
        return "TLS handshake failed: " + reason(failure);
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; i < MOST_CAUSES; i++) {
            if (cause instanceof CertificateException) {
                return String.valueOf(cause.getMessage());
            }
            if (cause instanceof NotSslRecordException) {
                return "the peer does not speak TLS";
            }
            if (cause instanceof ClosedChannelException) {
                return "the peer closed the connection";
            }
            Throwable deeper = cause.getCause();
            if (deeper == null) {
                break;
            }
            cause = deeper;
        }
        return String.valueOf(cause.getMessage());
    }
}
