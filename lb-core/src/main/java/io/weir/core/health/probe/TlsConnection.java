package io.weir.core.health.probe;

import io.weir.core.health.CheckTarget;
import io.weir.core.service.CheckMethod;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.StandardConstants;
import org.jspecify.annotations.Nullable;

/** TLS over a connection, whatever that goes over. */
final class TlsConnection implements Dialer.Connection {
    private final Dialer.Connection below;
    private final SSLEngine engine;
    private ByteBuffer received;
    private ByteBuffer clear;
    private boolean ended;

    /** As {@code SNIHostName}, which refuses the underscores that names within companies have. */
    private static final class ServerName extends SNIServerName {
        ServerName(String ascii) {
            super(StandardConstants.SNI_HOST_NAME, ascii.getBytes(StandardCharsets.US_ASCII));
        }
    }

    private TlsConnection(Dialer.Connection below, SSLEngine engine) {
        this.below = below;
        this.engine = engine;
        this.received =
                ByteBuffer.allocate(engine.getSession().getPacketBufferSize()).flip();
        this.clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize())
                .flip();
    }

    /** Shakes hands; what goes wrong is told with codes of layer 6. Closes what is below then. */
    static TlsConnection open(
            Dialer.Connection below,
            CheckTarget target,
            CheckMethod.Tls tls,
            TlsContexts contexts,
            Deadline deadline,
            Instant now)
            throws Unhealthy {
        try {
            SSLContext context = contexts.of(tls);
            SSLEngine engine = context.createSSLEngine(
                    tls.name() == null ? target.address().toString() : tls.name(), target.port());
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            if (tls.verify()) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            if (tls.name() != null) {
                parameters.setServerNames(List.of(new ServerName(tls.name())));
            }
            engine.setSSLParameters(parameters);
            TlsConnection connection = new TlsConnection(below, engine);
            connection.shakeHands(deadline);
            // So that the next check looks at the certificate again.
            engine.getSession().invalidate();
            if (tls.verify()) {
                TlsWords.requireValid(connection.certificate(), now);
            }
            return connection;
        } catch (SocketTimeoutException e) {
            below.close();
            throw new Unhealthy("L6TOUT", "no TLS handshake in " + deadline.whole());
        } catch (IOException e) {
            below.close();
            throw new Unhealthy("L6RSP", TlsWords.of(e, tls, target));
        } catch (Unhealthy | RuntimeException e) {
            below.close();
            throw e;
        }
    }

    /** The certificate that the server showed; null when it showed none. */
    @Nullable X509Certificate certificate() {
        try {
            Certificate[] chain = engine.getSession().getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate first ? first : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    private void shakeHands(Deadline deadline) throws IOException {
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_WRAP -> wrap(ByteBuffer.allocate(0));
                case NEED_TASK -> runTasks();
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (!unwrap(deadline)) {
                        throw new EOFException("connection closed within the TLS handshake");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    return;
                }
            }
        }
    }

    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            task.run();
        }
    }

    private void wrap(ByteBuffer data) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        do {
            out.clear();
            SSLEngineResult result = engine.wrap(data, out);
            if (result.getStatus() == SSLEngineResult.Status.BUFFER_OVERFLOW) {
                out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
                continue;
            }
            if (out.position() > 0) {
                below.write(out.array(), 0, out.position());
            }
            if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
                return;
            }
        } while (data.hasRemaining());
    }

    /** Takes one record apart, reading when there is not a whole one; false at the stream's end. */
    private boolean unwrap(Deadline deadline) throws IOException {
        while (true) {
            clear.compact();
            SSLEngineResult result;
            try {
                result = engine.unwrap(received, clear);
            } finally {
                clear.flip();
            }
            switch (result.getStatus()) {
                case OK -> {
                    runTasks();
                    return true;
                }
                case CLOSED -> {
                    return false;
                }
                case BUFFER_OVERFLOW -> clear = grown(clear, engine.getSession().getApplicationBufferSize());
                case BUFFER_UNDERFLOW -> {
                    if (!readMore(deadline)) {
                        return false;
                    }
                }
            }
        }
    }

    private boolean readMore(Deadline deadline) throws IOException {
        int needed = engine.getSession().getPacketBufferSize();
        if (received.capacity() < needed) {
            received = grown(received, needed);
        }
        received.compact();
        try {
            int count = below.read(received.array(), received.position(), received.remaining(), deadline);
            if (count < 0) {
                return false;
            }
            received.position(received.position() + count);
            return true;
        } finally {
            received.flip();
        }
    }

    private static ByteBuffer grown(ByteBuffer old, int more) {
        return ByteBuffer.allocate(old.remaining() + more).put(old).flip();
    }

    @Override
    public int read(byte[] into, int offset, int length, Deadline deadline) throws IOException {
        while (!clear.hasRemaining()) {
            if (ended) {
                return -1;
            }
            if (!unwrap(deadline)) {
                ended = true;
            } else if (engine.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP) {
                wrap(ByteBuffer.allocate(0));
            }
        }
        int count = Math.min(length, clear.remaining());
        clear.get(into, offset, count);
        return count;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > 0) {
            wrap(ByteBuffer.wrap(bytes, offset, length));
        }
    }

    @Override
    public void close() {
        try {
            engine.closeOutbound();
            wrap(ByteBuffer.allocate(0));
        } catch (IOException _) {
            // The server closed first; the check has its result.
        }
        below.close();
    }
}
