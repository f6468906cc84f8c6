/** The threads of the packet path: each with its own queues, flows and processor, sharing nothing but the view. */
@org.jspecify.annotations.NullMarked
package io.weir.l4.worker;
