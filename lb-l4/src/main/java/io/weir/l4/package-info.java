/**
 * Layer 4: frames in, frames out. {@code flow} remembers connections, {@code forward} decides and rewrites,
 * {@code worker} moves frames.
 */
@org.jspecify.annotations.NullMarked
package io.weir.l4;
