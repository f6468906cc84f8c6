/** The requirement document's scenario, with real programs on hosts in network namespaces; needs root. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.acceptance;
