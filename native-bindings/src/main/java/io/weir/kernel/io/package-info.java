/** Frames in and out: one interface, one engine for each way the kernel offers. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.io;
