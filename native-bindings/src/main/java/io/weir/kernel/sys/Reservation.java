package io.weir.kernel.sys;

/**
 * A list of ports that several programs write, and which of them are ours to give back.
 *
 * @param list the whole list
 * @param ours those that we put on it; ports that others had put there before are not among them
 */
record Reservation(PortSet list, PortSet ours) {
    /** The same with what the list has become meanwhile. */
    Reservation refreshed(PortSet now) {
        return new Reservation(now, ours);
    }

    /** With exactly these ports taken by us, as far as others have not. */
    Reservation take(PortSet wanted) {
        PortSet others = list.minus(ours);
        return new Reservation(others.union(wanted), wanted.minus(others));
    }
}
