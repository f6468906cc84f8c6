/** TLS on both sides: files, contexts, names, session tickets, and the look at a ClientHello. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.tls;
