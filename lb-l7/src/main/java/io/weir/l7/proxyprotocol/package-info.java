/** The PROXY protocol, versions 1 and 2, in and out. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.proxyprotocol;
