/** Tests of pings. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.ping;
