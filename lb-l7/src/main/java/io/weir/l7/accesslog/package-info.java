/** One line for each request, or each connection in TCP mode, where a service asks for it. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.accesslog;
