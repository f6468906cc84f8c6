package io.weir.l4.observe;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The last capture.
 *
 * @param running whether frames are being recorded
 * @param what {@code service web} or {@code drop no-service}
 * @param started when it began
 * @param recorded frames so far
 * @param lost frames that the disk was too slow for
 * @param files one for each worker; those without a frame are removed at the end
 * @param problem why it ended early, or null
 */
public record CaptureState(
        boolean running,
        String what,
        Instant started,
        long recorded,
        long lost,
        List<Path> files,
        @Nullable String problem) {
    /** Copies the list. */
    public CaptureState {
        files = List.copyOf(files);
    }
}
