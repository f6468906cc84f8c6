/** Side-by-side throughput runs: {@code weir bench}. */
@org.jspecify.annotations.NullMarked
package io.weir.bench;
