package io.weir.kernel.iouring;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Sysctl;
import java.io.IOException;
import java.util.BitSet;
import java.util.Optional;

/**
 * What this host offers of io_uring for frames.
 *
 * @param missing why frames cannot go through it, for people; empty if they can
 * @param deferring whether operations complete when the worker asks; if not, in the middle of its other calls
 * @param sendsWithoutCopy whether the kernel has the operation, which packet sockets refuse all the same
 */
public record UringFeatures(Optional<String> missing, boolean deferring, boolean sendsWithoutCopy) {
    private static final String DISABLED = "kernel.io_uring_disabled";
    private static final int SMALL = 4;

    /** Asks the kernel. */
    public static UringFeatures probe() {
        try (Ring ring = Ring.open(SMALL, SMALL, "probe of io_uring")) {
            BitSet operations = ring.operations();
            checkBuffers(ring);
            return new UringFeatures(missing(operations), ring.deferring(), operations.get(IoUring.IORING_OP_SEND_ZC));
        } catch (ErrnoException e) {
            return new UringFeatures(Optional.of(reason(e, disabled())), false, false);
        }
    }

    private static void checkBuffers(Ring ring) throws ErrnoException {
        // Closed before the ring, which runs nothing.
        BufferRing.open(ring, 0, 1, SMALL, 0, SMALL).close();
    }

    static Optional<String> missing(BitSet operations) {
        // Of the same release, and unlike receiving many with one operation it can be asked for.
        if (!operations.get(IoUring.IORING_OP_SEND_ZC)) {
            return Optional.of("this kernel cannot receive many frames with one operation; Linux 6.0 can");
        }
        return Optional.empty();
    }

    static String reason(ErrnoException e, String disabled) {
        return switch (e.errno()) {
            case Errno.ENOSYS ->
                "this kernel has no io_uring, of which that of Linux 6.0 is needed: it is too old, was built without it, or"
                        + " a sandbox hides it";
            case Errno.EPERM ->
                switch (disabled) {
                    case "2" -> "io_uring is switched off on this host (" + DISABLED + " = 2)";
                    case "1" ->
                        "io_uring is switched off for this process (" + DISABLED
                                + " = 1): it needs CAP_SYS_ADMIN, or to be in the group kernel.io_uring_group";
                    default -> "io_uring is forbidden to this process, as by the sandbox (seccomp) of a container";
                };
            case Errno.EINVAL ->
                "this kernel has an older io_uring; that of Linux 6.0 is needed (" + e.getMessage() + ")";
            case Errno.ENOMEM -> e.getMessage() + "; the limit of locked memory (ulimit -l) may be too low";
            default -> e.call() + " fails with " + Errno.name(e.errno());
        };
    }

    private static String disabled() {
        try {
            return Sysctl.exists(DISABLED) ? Sysctl.read(DISABLED) : "0";
        } catch (IOException e) {
            return "0";
        }
    }
}
