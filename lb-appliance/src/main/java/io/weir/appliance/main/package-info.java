/** The composition root: the program, the daemon and what it is made of. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.main;
