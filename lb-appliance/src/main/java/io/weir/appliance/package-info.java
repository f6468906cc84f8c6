/** What every part of the appliance shares: its version. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance;
