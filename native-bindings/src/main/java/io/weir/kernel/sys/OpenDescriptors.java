package io.weir.kernel.sys;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The descriptors that {@link Fd} owns now, so that a test can fail on a leak and a support dump can list them. Global
 * because the kernel's table of descriptors is.
 */
public final class OpenDescriptors {
    private static final Set<Fd> OPEN = ConcurrentHashMap.newKeySet();

    private OpenDescriptors() {}

    /** Those open at this moment, in no order. */
    public static List<Fd> list() {
        return List.copyOf(OPEN);
    }

    static void opened(Fd fd) {
        OPEN.add(fd);
    }

    static void closed(Fd fd) {
        OPEN.remove(fd);
    }
}
