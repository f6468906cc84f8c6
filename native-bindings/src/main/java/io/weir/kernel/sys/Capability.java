package io.weir.kernel.sys;

/**
 * The capabilities a daemon of ours may need, with the bit numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/capability.h">linux/capability.h</a>.
 */
public enum Capability {
    /** Bind ports below {@code net.ipv4.ip_unprivileged_port_start}. */
    CAP_NET_BIND_SERVICE(10),
    /** Change addresses, routes and interfaces. */
    CAP_NET_ADMIN(12),
    /** Open packet and raw sockets. */
    CAP_NET_RAW(13),
    /** Everything that has no capability of its own; before Linux 5.8 that is BPF too. */
    CAP_SYS_ADMIN(21),
    /** Load BPF programs and make maps; since Linux 5.8. */
    CAP_BPF(39);

    private final int bit;

    Capability(int bit) {
        this.bit = bit;
    }

    /** Its number, 0..63. */
    public int bit() {
        return bit;
    }
}
