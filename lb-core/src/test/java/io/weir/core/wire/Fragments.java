package io.weir.core.wire;

import static io.weir.core.wire.PacketShape.BASE;

import io.weir.core.wire.PacketShape.Endpoints;
import io.weir.core.wire.PacketShape.Frame;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Cuts packets into fragments and joins them again, for tests. */
final class Fragments {
    private Fragments() {}

    /** The fragments of the packet this shape has between these ends, each with {@code size} bytes of it. */
    static List<Frame> of(PacketShape shape, Endpoints ends, int size) {
        byte[] datagram = transport(shape.between(ends));
        List<Frame> fragments = new ArrayList<>();
        for (int at = 0; at < datagram.length; at += size) {
            int length = Math.min(size, datagram.length - at);
            byte[] part = new byte[length];
            System.arraycopy(datagram, at, part, 0, length);
            MemorySegment memory = NativeBytes.untouched(2_000);
            int built = shape.network(new PacketBuilder().start(memory, BASE), ends, new Random(shape.seed()))
                    .fragment(0x1234, at, at + length < datagram.length)
                    .protocol(shape.protocol())
                    .payload(part)
                    .build();
            fragments.add(Frame.built(memory, built));
        }
        return fragments;
    }

    /** Transport header and data of a whole packet. */
    static byte[] transport(Frame frame) {
        ParsedPacket packet = frame.parsed();
        return NativeBytes.toBytes(
                frame.segment(), BASE + packet.transportOffset(), packet.networkEnd() - packet.transportOffset());
    }

    /** What the receiver puts together. */
    static byte[] joined(List<Frame> fragments) {
        byte[] datagram = new byte[0];
        for (Frame fragment : fragments) {
            byte[] part = transport(fragment);
            byte[] longer = new byte[datagram.length + part.length];
            System.arraycopy(datagram, 0, longer, 0, datagram.length);
            System.arraycopy(part, 0, longer, datagram.length, part.length);
            datagram = longer;
        }
        return datagram;
    }
}
