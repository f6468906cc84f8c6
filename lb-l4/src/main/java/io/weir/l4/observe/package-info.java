/** Shows operators what the packet path does and would do, without getting in its way. */
@org.jspecify.annotations.NullMarked
package io.weir.l4.observe;
