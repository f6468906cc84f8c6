package io.weir.l7.http.forward;

import io.weir.l7.frontend.Accepted;
import io.weir.l7.frontend.ClientProtocol;
import io.weir.l7.http.exchange.ClientConnection;
import java.util.function.BiFunction;

/** HTTP mode, in one of its versions. */
public final class HttpProtocol implements ClientProtocol {
    private final HttpContext context;
    private final BiFunction<Accepted, HttpConnection, ClientConnection> version;

    /** @param version begins to speak with a client; what it reads it gives to the connection */
    public HttpProtocol(HttpContext context, BiFunction<Accepted, HttpConnection, ClientConnection> version) {
        this.context = context;
        this.version = version;
    }

    @Override
    public void begin(Accepted accepted) {
        HttpConnection connection = new HttpConnection(accepted, context);
        connection.speaks(version.apply(accepted, connection));
    }
}
