package io.weir.kernel.bpf;

import io.weir.kernel.sys.Capabilities;
import io.weir.kernel.sys.Capability;
import io.weir.kernel.sys.Errno;
import java.io.IOException;

/** What the administrator can do about a refusal of bpf(2); empty for nothing. */
final class Refusal {
    private static final String NO_BPF =
            "this kernel is built without CONFIG_BPF_SYSCALL; those of the distributions have it";

    private Refusal() {}

    static String ofMap(int errno, MapShape shape) {
        return switch (errno) {
            case Errno.ENOSYS -> NO_BPF;
            case Errno.EPERM -> ofPermission();
            case Errno.EINVAL ->
                shape.kind().text() + " maps need Linux " + shape.kind().since()
                        + (shape.kind() == MapKind.XSKMAP ? " with CONFIG_XDP_SOCKETS" : "");
            case Errno.ENOMEM -> "the kernel has no memory for it; make it smaller";
            default -> "";
        };
    }

    /** Of any command. */
    static String ofCall(int errno) {
        return switch (errno) {
            case Errno.ENOSYS -> NO_BPF;
            case Errno.EPERM -> ofPermission();
            default -> "";
        };
    }

    static String ofUpdate(int errno, MapShape shape) {
        return switch (errno) {
            case Errno.E2BIG, Errno.ENOSPC ->
                switch (shape.kind()) {
                    case HASH, LRU_HASH, LPM_TRIE -> "it holds " + shape.maxEntries() + " entries at most, and is full";
                    case ARRAY, PERCPU_ARRAY, DEVMAP, XSKMAP -> "its indexes are 0 to " + (shape.maxEntries() - 1);
                };
            case Errno.EEXIST -> "there is an entry with this key";
            case Errno.ENOENT -> "there is no entry with this key";
            case Errno.EINVAL ->
                switch (shape.kind()) {
                    case DEVMAP -> "there is no interface with this index in the network namespace of the thread";
                    case LPM_TRIE -> "the prefix is longer than the key";
                    default -> "";
                };
            default -> "";
        };
    }

    static String ofXdp(int errno) {
        return switch (errno) {
            case Errno.EOPNOTSUPP -> "the interface's driver has no native XDP; generic mode works with any";
            case Errno.ERANGE ->
                "the MTU is too large for native XDP by a program that takes frames in one buffer only";
            case Errno.EBUSY -> "another XDP program is attached to it; \"ip link show\" names it";
            case Errno.EEXIST -> "an XDP program is attached to it in the other mode; \"ip link show\" names it";
            case Errno.ENODEV -> "there is no such interface in this network namespace";
            case Errno.EINVAL ->
                "there is no such interface in this network namespace, or its driver refuses XDP with this MTU,"
                        + " these offloads or so few queues; links for XDP need Linux 5.9";
            default -> ofCall(errno);
        };
    }

    static String ofTcx(int errno) {
        return switch (errno) {
            case Errno.EINVAL -> "TCX needs Linux 6.6";
            case Errno.ENODEV -> "there is no such interface in this network namespace";
            default -> ofCall(errno);
        };
    }

    static String ofPermission() {
        try {
            Capabilities effective = Capabilities.effective();
            if (!effective.has(Capability.CAP_BPF) && !effective.has(Capability.CAP_SYS_ADMIN)) {
                return "needs CAP_BPF; before Linux 5.8, CAP_SYS_ADMIN";
            }
            if (!effective.has(Capability.CAP_NET_ADMIN)) {
                return "needs CAP_NET_ADMIN";
            }
        } catch (IOException e) {
            return "needs CAP_BPF and CAP_NET_ADMIN";
        }
        return "before Linux 5.11 maps and programs count against the limit of locked memory:"
                + " set LimitMEMLOCK=infinity in the service's unit; or a security module forbids bpf(2)";
    }
}
