/** Layer 4 with real programs on hosts in network namespaces, by the daemon's files and commands alone; needs root. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.acceptance.l4;
