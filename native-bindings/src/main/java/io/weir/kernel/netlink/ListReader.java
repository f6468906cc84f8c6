package io.weir.kernel.netlink;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what a dump lists. */
final class ListReader<T> implements NetlinkSocket.DumpReader {
    private final int type;
    private final Parser<T> parser;
    private final List<T> entries = new ArrayList<>();

    /** Reads the body of one message. */
    interface Parser<T> {
        /** The entry, or null for one that is of no interest. */
        @Nullable T parse(MemorySegment segment, long body, long end) throws IOException;
    }

    /**
     * For one kind of entry.
     *
     * @param type {@code RTM_NEW…}; messages of other types are passed over
     */
    ListReader(int type, Parser<T> parser) {
        this.type = type;
        this.parser = parser;
    }

    List<T> entries() {
        return List.copyOf(entries);
    }

    @Override
    public void restart() {
        entries.clear();
    }

    @Override
    public void message(int messageType, MemorySegment segment, long body, long end) throws IOException {
        if (messageType != type) {
            return;
        }
        T entry = parser.parse(segment, body, end);
        if (entry != null) {
            entries.add(entry);
        }
    }
}
