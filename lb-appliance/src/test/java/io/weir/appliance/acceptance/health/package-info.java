/** Health checks against real server programs. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.acceptance.health;
