package io.weir.l4.plane;

import java.util.ArrayList;
import java.util.List;

/** The numbers of links. Flows refer to them, so an interface keeps its number for the daemon's life. */
final class Links {
    /** Link numbers are a byte in a flow. */
    static final int MOST = 255;

    private final List<Integer> indexes = new ArrayList<>();

    /** The number of an interface; a new one is given if need be. Throws IllegalArgumentException beyond {@link #MOST}. */
    int number(int interfaceIndex) {
        int known = indexes.indexOf(interfaceIndex);
        if (known >= 0) {
            return known;
        }
        if (indexes.size() == MOST) {
            throw new IllegalArgumentException(
                    "more than " + MOST + " interfaces have been in use since the start, which"
                            + " is as many as flows can tell apart; restart Weir");
        }
        indexes.add(interfaceIndex);
        return indexes.size() - 1;
    }

    /** The interfaces' indexes, by number. */
    List<Integer> indexes() {
        return List.copyOf(indexes);
    }

    /** Forgets all but the first; for a change that was not made. */
    void truncate(int count) {
        indexes.subList(count, indexes.size()).clear();
    }
}
