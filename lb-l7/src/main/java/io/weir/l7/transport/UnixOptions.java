package io.weir.l7.transport;

import io.netty.channel.unix.IntegerUnixChannelOption;

/** Socket options that Netty has no name for; numbers from linux/in.h and linux/in6.h. */
final class UnixOptions {
    private static final int SOL_IP = 0;
    private static final int SOL_IPV6 = 41;

    static final IntegerUnixChannelOption IP_BIND_ADDRESS_NO_PORT =
            new IntegerUnixChannelOption("WEIR_IP_BIND_ADDRESS_NO_PORT", SOL_IP, 24);

    /** For sockets of both families: the kernel has one flag for both, which IPV6_TRANSPARENT sets too. */
    static final IntegerUnixChannelOption IP_TRANSPARENT =
            new IntegerUnixChannelOption("WEIR_IP_TRANSPARENT", SOL_IP, 19);

    static final IntegerUnixChannelOption IPV6_V6ONLY = new IntegerUnixChannelOption("WEIR_IPV6_V6ONLY", SOL_IPV6, 26);

    private UnixOptions() {}
}
