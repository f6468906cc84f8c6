package io.weir.l7.transport;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.weir.core.service.Configuration;
import java.nio.channels.spi.SelectorProvider;

/** The JDK's selectors: works everywhere. */
final class NioTransport implements SocketTransport {
    @Override
    public Configuration.Transport kind() {
        return Configuration.Transport.NIO;
    }

    @Override
    public IoHandlerFactory newIoHandlerFactory() {
        return NioIoHandler.newFactory();
    }

    @Override
    public ServerChannel newServerChannel(boolean v6) {
        return new NioServerSocketChannel(SelectorProvider.provider(), family(v6));
    }

    @Override
    public Channel newChannel(boolean v6) {
        return new NioSocketChannel(SelectorProvider.provider(), family(v6));
    }

    @Override
    public void choosePortAtConnect(Channel channel) {
        // The JDK has no such option.
    }

    @Override
    public void takeAnyAddress(Channel channel) {
        throw new ChannelException("the transport nio cannot use foreign addresses; write l7: { transport: auto }");
    }

    @Override
    public boolean seesResetWithoutReading() {
        return false;
    }

    private static SocketProtocolFamily family(boolean v6) {
        return v6 ? SocketProtocolFamily.INET6 : SocketProtocolFamily.INET;
    }
}
