/** Answers compressed on their way to the client. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.compress;
