/** The io_uring interface of Linux, as far as frames need it. */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.iouring;
