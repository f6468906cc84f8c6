package io.weir.l4.plane;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;

/** Says what is wrong with the host, and what to do. */
final class HostProblem {
    private HostProblem() {}

    static String describe(IOException e) {
        if (e instanceof ErrnoException failure
                && (failure.errno() == Errno.EPERM || failure.errno() == Errno.EACCES)) {
            return "layer 4 needs CAP_NET_RAW and CAP_NET_ADMIN: run as root, or grant them (systemd:"
                    + " AmbientCapabilities=CAP_NET_RAW CAP_NET_ADMIN). " + e.getMessage();
        }
        return "layer 4: " + e.getMessage();
    }
}
