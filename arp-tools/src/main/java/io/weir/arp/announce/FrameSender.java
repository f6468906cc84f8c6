package io.weir.arp.announce;

import io.weir.kernel.packet.PacketSocket;
import java.io.IOException;
import java.util.List;

/** Puts frames on the wire. */
@FunctionalInterface
public interface FrameSender {
    /**
     * Sends them in order.
     *
     * @param interfaceIndex where
     * @param frames whole Ethernet frames without check sequence
     */
    void send(int interfaceIndex, List<byte[]> frames) throws IOException;

    /** Sends through a packet socket, opened for each call. Needs CAP_NET_RAW. */
    static FrameSender packetSocket() {
        return (interfaceIndex, frames) -> {
            try (PacketSocket socket = PacketSocket.open(interfaceIndex, PacketSocket.SEND_ONLY)) {
                for (byte[] frame : frames) {
                    socket.send(frame);
                }
            }
        };
    }
}
