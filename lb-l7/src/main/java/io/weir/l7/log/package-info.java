/** What is written when a connection ends. */
@org.jspecify.annotations.NullMarked
package io.weir.l7.log;
