/** Tests of the launcher script and of the package. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.launcher;
