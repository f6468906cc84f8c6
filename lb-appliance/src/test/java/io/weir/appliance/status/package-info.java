/** Tests of the overview. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.status;
