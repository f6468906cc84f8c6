package io.weir.arp.check;

import io.weir.arp.wire.FrameLinks;
import java.time.Duration;

/** Frames of probes out, and answers to them in. */
interface ProbeWire extends AutoCloseable {
    /** Sends one; a frame that does not go out is lost, as one on the wire may be. */
    void send(int interfaceIndex, byte[] frame);

    /** Waits for answers, at most for the time given, and hands over a bounded number. */
    void receive(Duration timeout, FrameLinks.Receiver receiver);

    @Override
    void close();
}
