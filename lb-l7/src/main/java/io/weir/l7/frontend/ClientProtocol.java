package io.weir.l7.frontend;

/** What is spoken on a client's connection once it is open. */
@FunctionalInterface
public interface ClientProtocol {
    /**
     * Takes a connection over: makes a {@link LoopConnection} of its own and appends its handlers to the channel's
     * pipeline. The channel is open and does not read by itself. What the client sent already is read next.
     */
    void begin(Accepted accepted);
}
