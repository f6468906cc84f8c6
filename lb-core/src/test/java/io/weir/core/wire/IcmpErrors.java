package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;
import static io.weir.core.wire.PacketShape.OUR_MAC;
import static io.weir.core.wire.PacketShape.PEER_MAC;

import io.weir.core.wire.PacketShape.Endpoints;
import io.weir.core.wire.PacketShape.Frame;
import java.lang.foreign.MemorySegment;

/** ICMP errors about given packets, for tests. */
final class IcmpErrors {
    private IcmpErrors() {}

    /** Destination unreachable between the addresses of {@code outer}, quoting the first bytes of the inner packet. */
    static Frame about(Frame inner, int quoted, Endpoints outer) {
        ParsedPacket parsed = inner.parsed();
        boolean v6 = parsed.family() == ParsedPacket.FAMILY_IPV6;
        int whole = parsed.networkEnd() - parsed.networkOffset();
        MemorySegment memory = NativeBytes.untouched(2_000);
        PacketBuilder builder = new PacketBuilder().start(memory, BASE).ethernet(OUR_MAC, PEER_MAC);
        if (v6) {
            builder.ipv6(outer.sourceHigh(), outer.sourceLow(), outer.destinationHigh(), outer.destinationLow());
        } else {
            builder.ipv4((int) outer.sourceLow(), (int) outer.destinationLow());
        }
        int length = builder.icmp(v6 ? Icmpv6View.DESTINATION_UNREACHABLE : IcmpView.DESTINATION_UNREACHABLE, 1, 0)
                .payload(inner.segment(), BASE + parsed.networkOffset(), Math.min(whole, quoted))
                .build();
        return Frame.built(memory, length);
    }
}
