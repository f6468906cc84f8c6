/** Hosts on one machine to try a balancer on: network namespaces, programs inside, and conditions to wait for. */
@org.jspecify.annotations.NullMarked
package io.weir.appliance.lab;
