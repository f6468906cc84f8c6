package io.weir.l7.http.exchange;

/** A client's connection that carries exchanges, one or many at a time. Confined to its event loop. */
public interface ClientConnection {
    /**
     * Asks the client to go: the next answer says {@code Connection: close}, or GOAWAY is sent. What it asks for before
     * it can know is still served.
     */
    void finish();

    /** Ends now, by a reset; {@link ExchangeStart#ended} is not called, nor is anything told to exchanges. */
    void abort();
}
