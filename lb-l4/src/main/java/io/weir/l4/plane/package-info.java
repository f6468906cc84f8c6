/** Layer 4 as a data plane: what it needs of the host, acquired and given back, and the view that workers read. */
@org.jspecify.annotations.NullMarked
package io.weir.l4.plane;
