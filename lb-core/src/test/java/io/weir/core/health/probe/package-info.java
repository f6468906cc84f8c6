/** Tests of the health checks. */
@org.jspecify.annotations.NullMarked
package io.weir.core.health.probe;
