package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Type ssl-session-id where TLS ends here: the session that the handshake made or resumed, up to TLS 1.2. */
final class StuckBySession extends StuckByText {
    @Override
    @Nullable AsciiString key(RequestHead request, ClientInfo client) {
        ClientInfo.Handshake tls = client.tls();
        return tls == null || tls.sessionId().isEmpty() ? null : new AsciiString(tls.sessionId());
    }
}
