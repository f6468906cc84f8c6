package io.weir.l4.observe;

import java.util.List;

/**
 * Flows, maybe not all.
 *
 * @param rows those shown
 * @param total how many there are
 */
public record FlowList(List<FlowRow> rows, long total) {
    /** Copies the list. */
    public FlowList {
        rows = List.copyOf(rows);
    }
}
