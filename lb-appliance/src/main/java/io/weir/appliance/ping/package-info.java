/** Echo requests for the health check {@code ping}. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.ping;
