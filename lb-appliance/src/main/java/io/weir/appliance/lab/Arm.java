package io.weir.appliance.lab;

/** How many networks the balancer of an {@link L4Lab} joins. */
public enum Arm {
    /** Clients, balancer and servers share one network. */
    ONE,
    /** The balancer's {@code eth0} is in the clients' network, its {@code eth1} in the servers'. */
    TWO
}
