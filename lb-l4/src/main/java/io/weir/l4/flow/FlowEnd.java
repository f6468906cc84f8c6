package io.weir.l4.flow;

/** Hears of every flow that a table forgets. */
@FunctionalInterface
public interface FlowEnd {
    /** Hears nothing. */
    FlowEnd IGNORED = (table, slot, cause) -> {};

    /** Called before the entry goes; it can be read still. The table must not be changed from here. */
    void ended(FlowTable table, int slot, EndCause cause);
}
