package io.weir.kernel.io;

import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.xdp.XdpSocket.RingSizes;
import java.util.Optional;

/**
 * How an {@link XdpGroup} is opened.
 *
 * @param mode where programs run; empty for native where the driver can, else generic
 * @param zeroCopy whether to try without copying first
 * @param receiveSlots frames that may wait in each queue of each link, a power of two
 * @param transmitSlots frames that may wait to be sent by each worker on each link, a power of two
 * @param busyPollMicros where nothing is copied: how long a poll looks at the interface itself; 0 for interrupts
 */
public record XdpOptions(
        Optional<XdpMode> mode, boolean zeroCopy, int receiveSlots, int transmitSlots, int busyPollMicros) {
    /** The best mode there is, 2,048 and 1,024 slots, interrupts. */
    public static final XdpOptions DEFAULT = new XdpOptions(Optional.empty(), true, 2048, 1024, 0);

    /** Checks. */
    public XdpOptions {
        RingSizes ignored = new RingSizes(receiveSlots, transmitSlots);
    }

    /** With programs in this mode only. */
    public XdpOptions with(XdpMode only) {
        return new XdpOptions(Optional.of(only), zeroCopy, receiveSlots, transmitSlots, busyPollMicros);
    }

    /** With another number of receive slots. */
    public XdpOptions withReceiveSlots(int slots) {
        return new XdpOptions(mode, zeroCopy, slots, transmitSlots, busyPollMicros);
    }

    RingSizes sizes() {
        return new RingSizes(receiveSlots, transmitSlots);
    }
}
