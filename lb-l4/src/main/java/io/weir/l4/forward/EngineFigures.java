package io.weir.l4.forward;

import io.weir.kernel.io.PacketIoCounters;
import java.util.function.ToLongFunction;

/** What a worker's engines have done, one after the other: a worker gets another when links change. */
final class EngineFigures {
    private final PacketIoCounters before = new PacketIoCounters();
    private volatile PacketIoCounters current = new PacketIoCounters();

    /** By the worker: adds up what the engine in use has done, and goes on with another. */
    void change(PacketIoCounters next) {
        PacketIoCounters last = current;
        current = next;
        before.received.add(last.received.value());
        before.transmitted.add(last.transmitted.value());
        before.receiveFull.add(last.receiveFull.value());
        before.receiveTruncated.add(last.receiveTruncated.value());
        before.transmitFull.add(last.transmitFull.value());
        before.transmitRefused.add(last.transmitRefused.value());
    }

    /** One of the figures added up here, over all engines. From any thread. */
    long sum(ToLongFunction<PacketIoCounters> figure) {
        return figure.applyAsLong(before) + figure.applyAsLong(current);
    }
}
