/** The demonstration's peers keep their own promises. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.demo;
