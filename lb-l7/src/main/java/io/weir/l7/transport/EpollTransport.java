package io.weir.l7.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.weir.core.service.Configuration;

/** epoll(7), level-triggered. */
final class EpollTransport implements SocketTransport {
    @Override
    public Configuration.Transport kind() {
        return Configuration.Transport.EPOLL;
    }

    @Override
    public IoHandlerFactory newIoHandlerFactory() {
        return EpollSet.newFactory();
    }

    @Override
    public ServerChannel newServerChannel(boolean v6) {
        EpollServerSocketChannel channel = new EpollServerSocketChannel(family(v6));
        if (v6) {
            channel.config().setOption(UnixOptions.IPV6_V6ONLY, 1);
        }
        return channel;
    }

    @Override
    public Channel newChannel(boolean v6) {
        return new EpollSocketChannel(family(v6));
    }

    @Override
    public void choosePortAtConnect(Channel channel) {
        channel.config().setOption(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }

    @Override
    public void takeAnyAddress(Channel channel) {
        channel.config().setOption(UnixOptions.IP_TRANSPARENT, 1);
    }

    @Override
    public boolean seesResetWithoutReading() {
        return true;
    }

    private static SocketProtocolFamily family(boolean v6) {
        return v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }
}
