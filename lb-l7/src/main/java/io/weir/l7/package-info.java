/** The proxy on Netty. */
@org.jspecify.annotations.NullMarked
package io.weir.l7;
