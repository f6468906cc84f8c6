/** What is refused because two parsers may read it two ways; the same for both versions of HTTP. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.http.guard;
