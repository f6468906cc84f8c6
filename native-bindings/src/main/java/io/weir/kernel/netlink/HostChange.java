package io.weir.kernel.netlink;

/** Something about the host's network that the kernel has reported. */
public sealed interface HostChange {
    /**
     * An interface is new, different or gone. The kernel also reports some that stayed the same.
     *
     * @param link as it is now, or as it was last
     * @param removed whether it is gone
     */
    record LinkChanged(Link link, boolean removed) implements HostChange {}

    /**
     * An address has come, changed or gone.
     *
     * @param address as it is now, or as it was last
     * @param removed whether it is gone
     */
    record AddressChanged(InterfaceAddress address, boolean removed) implements HostChange {}

    /**
     * A route has come, changed or gone. The kernel reports no routes that go because their interface went down or
     * away: {@link LinkChanged} stands for them.
     *
     * @param route as it is now, or as it was last
     * @param removed whether it is gone
     */
    record RouteChanged(Route route, boolean removed) implements HostChange {}

    /**
     * A neighbour has come, changed or gone.
     *
     * @param neighbour as it is now, or as it was last
     * @param removed whether it is gone
     */
    record NeighbourChanged(Neighbour neighbour, boolean removed) implements HostChange {}

    /** Reports were lost because more came than were read: read everything anew. */
    record Resync() implements HostChange {}
}
