package io.weir.l4.observe;

import io.weir.core.service.VirtualService;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What to record.
 *
 * @param folder where the files go; made if need be
 * @param service whose frames, as they come and as they go; null for a drop reason
 * @param drop a {@link io.weir.l4.forward.DropReason}, whose frames are recorded; counts when there is no service
 * @param frames most frames, over all workers
 * @param time how long at most
 */
public record CaptureRequest(Path folder, @Nullable VirtualService service, int drop, int frames, Duration time) {}
