/** Health checks that need this host's help: through VIPs at servers. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.probe;
