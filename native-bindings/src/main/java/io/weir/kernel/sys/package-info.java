/**
 * System calls over the foreign function interface: the only package that makes downcall handles or maps memory.
 *
 * <p>Calls return their result or {@code -errno}, the kernel's own convention, so that a packet path can compare
 * integers. Callers at the edge turn a failure into an {@link io.weir.kernel.sys.ErrnoException} with
 * {@link io.weir.kernel.sys.Errno#check}. One C struct is one class with its {@code LAYOUT} and offsets; constants keep
 * their C names, one class per header.
 */
@org.jspecify.annotations.NullMarked
package io.weir.kernel.sys;
