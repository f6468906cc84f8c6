package io.weir.l4.view;

/** A neighbour on a link, as the packet path sees it. Read for every frame, from any thread, without lock. */
@FunctionalInterface
public interface Station {
    /** Nobody knows the Ethernet address yet. */
    long UNRESOLVED = 0;

    /** Its Ethernet address in the low 48 bits, first byte highest, or {@link #UNRESOLVED}. */
    long mac();
}
