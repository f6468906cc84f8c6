package io.weir.l7.http.exchange;

/** A client's connection that carries exchanges, one or many at a time. Confined to its event loop. */
public interface ClientConnection {
    /** Takes no more exchanges and ends when those under way are over: {@code Connection: close}, GOAWAY. */
    void finish();

    /** Ends now, by a reset; {@link ExchangeStart#ended} is not called, nor is anything told to exchanges. */
    void abort();
}
