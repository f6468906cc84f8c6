/** What every part of the appliance shares: its version and how it counts. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance;
