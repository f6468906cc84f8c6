/** The near side of the proxy: listening, accepting, and what comes before the protocol of a connection. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.frontend;
