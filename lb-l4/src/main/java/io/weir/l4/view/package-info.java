/** What workers read: one snapshot compiled for the packet path, immutable. */
@org.jspecify.annotations.NullMarked
package io.weir.l4.view;
