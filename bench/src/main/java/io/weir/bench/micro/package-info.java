/** The cost of one packet and of one flow, without a kernel; by JMH. */
@org.jspecify.annotations.NullMarked
package io.weir.bench.micro;
