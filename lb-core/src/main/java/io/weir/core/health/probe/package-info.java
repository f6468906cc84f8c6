/** What checks do: one class for each protocol, over connections that a {@code Dialer} opens. */
@org.jspecify.annotations.NullMarked
package io.weir.core.health.probe;
