package io.weir.kernel.sys;

/**
 * Numbers of <a href="https://github.com/torvalds/linux/blob/master/include/linux/socket.h">linux/socket.h</a>,
 * linux/net.h and, for the options,
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/asm-generic/socket.h">asm-generic/socket.h</a>,
 * as they are on x86_64 and aarch64.
 */
public final class LinuxSocket {
    /** Local sockets, unix(7). */
    public static final int AF_UNIX = 1;

    /** IPv4. */
    public static final int AF_INET = 2;

    /** IPv6. */
    public static final int AF_INET6 = 10;

    /** netlink(7). */
    public static final int AF_NETLINK = 16;

    /** packet(7). */
    public static final int AF_PACKET = 17;

    /** AF_XDP, of linux/if_xdp.h. */
    public static final int AF_XDP = 44;

    /** Byte stream. */
    public static final int SOCK_STREAM = 1;

    /** Datagrams. */
    public static final int SOCK_DGRAM = 2;

    /** Datagrams with their headers. */
    public static final int SOCK_RAW = 3;

    /** Flag of socket(2): calls that would wait return EAGAIN. */
    public static final int SOCK_NONBLOCK = 0x800;

    /** Flag of socket(2): not inherited by programs we start. */
    public static final int SOCK_CLOEXEC = 0x80000;

    /** Flag of recv(2): the result is the datagram's length even when the buffer is shorter. */
    public static final int MSG_TRUNC = 0x20;

    /** Flag of send(2) and recv(2): do not wait. */
    public static final int MSG_DONTWAIT = 0x40;

    /** Flag of send(2): EPIPE without the signal. */
    public static final int MSG_NOSIGNAL = 0x4000;

    /** Level of the options below. */
    public static final int SOL_SOCKET = 1;

    /** Level of the options of linux/netlink.h. */
    public static final int SOL_NETLINK = 270;

    /** Level of the options of linux/if_packet.h. */
    public static final int SOL_PACKET = 263;

    /** Level of the options of linux/if_xdp.h. */
    public static final int SOL_XDP = 283;

    /** Whether an address may be bound that closed connections still have. */
    public static final int SO_REUSEADDR = 2;

    /** The mark of its packets, for rules of routing; needs CAP_NET_ADMIN. */
    public static final int SO_MARK = 36;

    /** The error that waits to be told; reading clears it. */
    public static final int SO_ERROR = 4;

    /** Bytes that may wait to be sent. */
    public static final int SO_SNDBUF = 7;
    /** Bytes that may wait to be sent, beyond net.core.wmem_max; needs CAP_NET_ADMIN. */
    public static final int SO_SNDBUFFORCE = 32;

    /** Bytes that may wait to be received. */
    public static final int SO_RCVBUF = 8;

    /** A classic BPF program that says how much of each packet is received. */
    public static final int SO_ATTACH_FILTER = 26;

    /** Takes that program away. */
    public static final int SO_DETACH_FILTER = 27;

    /** {@link #SO_RCVBUF} beyond {@code net.core.rmem_max}; needs CAP_NET_ADMIN. */
    public static final int SO_RCVBUFFORCE = 33;

    /** {@link Ucred} of the other end of a local stream socket. */
    public static final int SO_PEERCRED = 17;

    /** Supplementary groups of the other end of a local stream socket, an array of 32-bit group ids. */
    public static final int SO_PEERGROUPS = 59;

    /** Microseconds that a poll looks at the interface itself. */
    public static final int SO_BUSY_POLL = 46;

    /** Polls instead of interrupts; since Linux 5.11. */
    public static final int SO_PREFER_BUSY_POLL = 69;

    /** Frames of one such poll; since Linux 5.11. */
    public static final int SO_BUSY_POLL_BUDGET = 70;

    private LinuxSocket() {}
}
