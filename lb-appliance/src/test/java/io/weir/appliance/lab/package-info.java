/** The lab's own promises. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.lab;
