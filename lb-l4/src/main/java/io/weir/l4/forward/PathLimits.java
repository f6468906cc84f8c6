package io.weir.l4.forward;

import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.SourcePorts;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/** How often something of one worker was full, and what gave way. From any thread. */
public final class PathLimits {
    private final EngineFigures engines;
    private final Map<String, LongSupplier> figures = new LinkedHashMap<>();

    PathLimits(
            EngineFigures engines,
            FlowTable flows4,
            FlowTable flows6,
            SourcePorts ports,
            Fragments fragments,
            Handover handover) {
        this.engines = engines;
        figures.put("receive-full", () -> engines.sum(engine -> engine.receiveFull.value()));
        figures.put("receive-truncated", () -> engines.sum(engine -> engine.receiveTruncated.value()));
        figures.put("transmit-full", () -> engines.sum(engine -> engine.transmitFull.value()));
        figures.put("transmit-refused", () -> engines.sum(engine -> engine.transmitRefused.value()));
        figures.put("pass-refused", () -> engines.sum(engine -> engine.passRefused.value()));
        figures.put("source-ports-exhausted", ports.exhausted()::value);
        figures.put("source-ports-taken", ports.taken()::value);
        evictions("evicted-half-open", FlowState.HALF_OPEN, flows4, flows6);
        evictions("evicted-closed", FlowState.CLOSED, flows4, flows6);
        evictions("evicted-idle", FlowState.LIVE, flows4, flows6);
        figures.put("fragments-evicted", fragments.evicted()::value);
        figures.put("handover-full", handover::full);
        figures.put("handover-too-large", handover::tooLarge);
    }

    private void evictions(String name, int kind, FlowTable flows4, FlowTable flows6) {
        figures.put(
                name,
                () -> flows4.evictions(kind).value() + flows6.evictions(kind).value());
    }

    /** By name, as in the operator's guide; all of them, zero or not. */
    public Map<String, Long> figures() {
        Map<String, Long> now = new LinkedHashMap<>();
        figures.forEach((name, figure) -> now.put(name, figure.getAsLong()));
        return now;
    }

    /** Frames received since the start. */
    public long received() {
        return engines.sum(engine -> engine.received.value());
    }

    /** Frames given to the kernel to send since the start. */
    public long transmitted() {
        return engines.sum(engine -> engine.transmitted.value());
    }
}
