package io.weir.l7.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.weir.core.service.Configuration;

/** One system interface that carries connections. Its classes load only when it is the one in use. */
public interface SocketTransport {
    /** Its name in the configuration. */
    Configuration.Transport kind();

    /** What drives one event loop. */
    IoHandlerFactory newIoHandlerFactory();

    /**
     * A socket to listen with, not yet bound.
     *
     * @param v6 whether it listens on an IPv6 address; it then takes no IPv4 connections, except with NIO on {@code ::},
     *     where the JDK offers no way to say so
     */
    ServerChannel newServerChannel(boolean v6);

    /** A socket to connect with, for an IPv4 or an IPv6 destination. */
    Channel newChannel(boolean v6);

    /**
     * Leaves the choice of the source port to {@code connect}, so that one source address can hold a connection to
     * every server from the same port (IP_BIND_ADDRESS_NO_PORT of ip(7)). NIO cannot: there a source address has about
     * 28,000 ports over all servers.
     */
    void choosePortAtConnect(Channel channel);

    /**
     * Lets a socket be bound to an address that this host does not have (IP_TRANSPARENT of ip(7)). Needs CAP_NET_ADMIN.
     * Not with NIO.
     *
     * @throws io.netty.channel.ChannelException when the kernel refuses
     */
    void takeAnyAddress(Channel channel);

    /** Whether a reset is noticed on a channel that is not being read. */
    boolean seesResetWithoutReading();
}
