package io.weir.core.persist;

import io.weir.core.schedule.Hashing;
import io.weir.core.service.Persistence;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The settings of a {@link KeyTable} in the form lookups need, with the segments made for them. */
final class Layout {
    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final int SEGMENT_SHARE = 4096;
    private static final int MAX_SEGMENTS = 256;

    final Persistence settings;
    final long timeout;
    final long maskV4;
    final long maskHigh;
    final long maskLow;
    final Segment[] segments;
    /** Where the entries of segments that are retired have gone; set before the first is. */
    volatile @Nullable Layout next;

    /** With labels the keys are words of which every bit counts; else addresses, of which the granularity does. */
    Layout(Persistence settings, KeyHash keyHash, boolean labelled) {
        require(!settings.timeout().isNegative() && !settings.timeout().isZero(), "timeout " + settings.timeout());
        require(settings.granularity() >= 1 && settings.granularity() <= 32, "granularity " + settings.granularity());
        require(
                settings.granularityV6() >= 1 && settings.granularityV6() <= 128,
                "granularity-v6 " + settings.granularityV6());
        require(settings.tableSize() >= 1, "table-size " + settings.tableSize());
        this.settings = settings;
        this.timeout = (settings.timeout().compareTo(LONGEST) < 0 ? settings.timeout() : LONGEST).toNanos();
        this.maskV4 = ones(labelled ? 64 : settings.granularity() + 32);
        this.maskHigh = ones(labelled ? 64 : Math.min(settings.granularityV6(), 64));
        this.maskLow = ones(labelled ? 64 : Math.max(settings.granularityV6() - 64, 0));
        this.segments = new Segment[Math.clamp(settings.tableSize() / SEGMENT_SHARE, 1, MAX_SEGMENTS)];
        EntryBudget budget = new EntryBudget(settings.tableSize());
        int share = Math.ceilDiv(settings.tableSize(), segments.length);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = new Segment(budget, keyHash, share, labelled);
        }
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalArgumentException(what + " is out of range");
        }
    }

    private static long ones(int count) {
        return count == 0 ? 0 : -1L << (64 - count);
    }

    /**
     * Takes memory for this many entries, before anything is stored. Needed when they come in the order of their
     * hashes, which would crowd one end of an array that is still too short.
     */
    void reserve(int entries) {
        for (Segment segment : segments) {
            segment.reserve(Math.ceilDiv(entries, segments.length));
        }
    }

    Segment segment(long hash) {
        return segments[Hashing.bucket(hash, segments.length)];
    }

    /** The new table, for a client whose segment is retired. */
    Layout successor() {
        return Objects.requireNonNull(next, "a segment is retired before its successor is known");
    }

    /** Stores in the right segment, making room in another when that one has nothing to give up. */
    Segment.Stored store(
            long hash, int state, long high, long low, int serverId, long now, long end, byte @Nullable [] label) {
        while (true) {
            Segment.Stored stored = segment(hash).store(hash, state, high, low, serverId, now, end, label);
            if (stored != Segment.Stored.NO_ROOM) {
                return stored;
            }
            evictAnywhere(hash, now);
        }
    }

    private void evictAnywhere(long hash, long now) {
        int start = Hashing.bucket(hash, segments.length);
        for (int i = 1; i < segments.length; i++) {
            if (segments[(start + i) % segments.length].evict(hash, now)) {
                return;
            }
        }
    }
}
