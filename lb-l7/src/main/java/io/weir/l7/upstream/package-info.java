/** The far side of the proxy: connections to servers. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.upstream;
