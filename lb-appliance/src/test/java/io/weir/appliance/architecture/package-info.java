/** The rules of the tree, held as tests. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.architecture;
