/** Interleaved comparison of contenders: rounds, paired ratios, spread, and the report. */
@org.jspecify.annotations.NullMarked
package io.weir.bench.contest;
