/** What becomes of a frame: service, flow, server, rewrite. One thread's, without a system call. */
@org.jspecify.annotations.NullMarked
package io.weir.l4.forward;
