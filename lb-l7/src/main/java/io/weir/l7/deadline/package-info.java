/** Timeouts of many connections on one event loop, without a timer for each. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.deadline;
