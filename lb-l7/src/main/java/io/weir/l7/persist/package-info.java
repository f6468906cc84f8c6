/** Persistence of the proxy: what of a request or of a connection's first bytes says which server a client belongs to. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.persist;
