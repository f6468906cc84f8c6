/** One request and its answer, between a client's stream and a server's. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.http.exchange;
