/** The daemon's log: one line per event on standard error, written by a thread of its own so that nothing waits. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.log;
