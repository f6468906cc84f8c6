package io.weir.l4.flow;

/** Is shown the flows of a table. */
@FunctionalInterface
public interface FlowVisitor {
    /** Called for one flow, which it may change or remove; it must leave others and not insert. */
    void flow(FlowTable table, int slot);
}
