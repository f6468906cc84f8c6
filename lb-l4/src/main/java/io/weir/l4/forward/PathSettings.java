package io.weir.l4.forward;

import io.weir.l4.flow.FlowEnd;
import io.weir.l4.flow.FlowTable;
import java.lang.foreign.MemorySegment;
import java.util.function.LongFunction;

/**
 * Sizes of one worker's packet path.
 *
 * @param worker its number, 0 to {@code workers}-1
 * @param workers how many share the traffic
 * @param flows most flows of each family that this worker remembers
 * @param memory gives zeroed native memory, aligned to 64 bytes, that lives as long as the worker
 */
public record PathSettings(int worker, int workers, int flows, LongFunction<MemorySegment> memory) {
    FlowTable table(boolean v6, FlowEnd end) {
        MemorySegment segment = memory.apply(FlowTable.bytes(v6, flows));
        return v6 ? FlowTable.v6(flows, segment, end) : FlowTable.v4(flows, segment, end);
    }
}
