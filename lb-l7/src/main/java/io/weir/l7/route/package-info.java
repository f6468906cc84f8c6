/** Where a request goes and what is changed in it and its answer: compiled rules and forwarded headers. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.route;
