/**
 * What layer 4 remembers: the flows of a worker, the fragments under way, and the frames handed to another worker.
 *
 * <p>Everything has one owner thread and allocates nothing once built, unless a class says otherwise. What is large
 * lives in native memory that the caller provides. Addresses are two 64-bit words as in {@link io.weir.core.net.IpAddress}; times are the
 * ticks of {@link io.weir.l4.flow.FlowClock}.
 */
@org.jspecify.annotations.NullMarked
package io.weir.l4.flow;
