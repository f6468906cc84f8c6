package io.weir.arp.check;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.core.wire.PacketBuilder;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** What stations say. */
final class ArpFrames {
    private ArpFrames() {}

    static byte[] reply(MacAddress station, IpAddress address, IpAddress to) {
        return arp(2, station, station, address, to);
    }

    static byte[] request(MacAddress station, IpAddress from, IpAddress asked) {
        return arp(1, station, station, from, asked);
    }

    static byte[] arp(int operation, MacAddress station, MacAddress sender, IpAddress address, IpAddress target) {
        byte[] frame = new byte[128];
        int length = new PacketBuilder()
                .start(MemorySegment.ofArray(frame), 0)
                .ethernet(MacAddress.BROADCAST.bits(), station.bits())
                .arp(operation, sender.bits(), address.v4Bits(), 0, target.v4Bits())
                .build();
        return Arrays.copyOf(frame, Math.max(60, length));
    }
}
