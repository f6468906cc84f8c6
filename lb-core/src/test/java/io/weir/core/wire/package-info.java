/** Packets as bytes, tested against their RFCs. */
@org.jspecify.annotations.NullMarked
package io.weir.core.wire;
