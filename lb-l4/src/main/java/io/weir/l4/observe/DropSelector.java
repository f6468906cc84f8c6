package io.weir.l4.observe;

import io.weir.kernel.io.FrameBatch;
import io.weir.kernel.io.FrameSelector;
import java.lang.foreign.MemorySegment;

/** Takes the frames that are dropped for one reason. */
final class DropSelector implements FrameSelector {
    private final int reason;
    private final CaptureBudget budget;

    DropSelector(int reason, CaptureBudget budget) {
        this.reason = reason;
        this.budget = budget;
    }

    @Override
    public boolean dropped(MemorySegment segment, long base, int length, int of) {
        return of == reason && budget.take(length);
    }

    @Override
    public boolean decided(FrameBatch batch, int i) {
        return batch.verdict(i) == FrameBatch.DROP && batch.dropReason(i) == reason && budget.take(batch.length(i));
    }
}
