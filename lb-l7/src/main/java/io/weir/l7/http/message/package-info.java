/** Requests and answers as both versions of HTTP carry them. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.http.message;
