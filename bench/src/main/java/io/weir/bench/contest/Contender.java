package io.weir.bench.contest;

/** One of the systems that are compared. It is started before the first round and stopped after the last. */
public interface Contender {
    /** As the report names it. */
    String name();
}
