/** The proxy beside HAProxy in TCP mode: lab, contenders and measures. */
@org.jspecify.annotations.NullMarked
package io.weir.bench.l7;
