package io.weir.l7.http.forward;

import io.weir.l7.upstream.ServerTarget;
import org.jspecify.annotations.Nullable;

/**
 * What a request goes to.
 *
 * @param name the server's, or {@code fallback}
 * @param target where and how it is reached
 */
record Destination(String name, ServerTarget target) {
    /** The same as {@link #toString}; null for none. */
    static @Nullable String words(@Nullable Destination destination) {
        return destination == null ? null : destination.toString();
    }

    /** Name, address and port, for logs. */
    @Override
    public String toString() {
        return name + "/" + target.address().withPort(target.port());
    }
}
