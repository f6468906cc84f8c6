/** HTTP mode: takes requests from clients' connections to servers', and answers back. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.http.forward;
