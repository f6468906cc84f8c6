/** The single writer: commands and health transitions in, immutable snapshots and events out. */
@org.jspecify.annotations.NullMarked
package io.weir.core.control;
