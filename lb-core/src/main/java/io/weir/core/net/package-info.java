/** Values of the network: addresses, prefixes, port sets. Immutable, free of I/O. */
@org.jspecify.annotations.NullMarked
package io.weir.core.net;
