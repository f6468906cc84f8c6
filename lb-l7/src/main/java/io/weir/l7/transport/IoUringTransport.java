package io.weir.l7.transport;

import io.netty.channel.Channel;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringIoHandlerConfig;
import io.netty.channel.uring.IoUringServerSocketChannel;
import io.netty.channel.uring.IoUringSocketChannel;
import io.weir.core.service.Configuration;

/** io_uring(7). Its sockets are of the IPv6 family and carry IPv4 as mapped addresses. */
final class IoUringTransport implements SocketTransport {
    /** Submissions gathered before the kernel is entered; a full queue is submitted early. */
    private static final int RING_SIZE = 1024;
    /** An overflow of the completion queue stalls accepts, so it is wide. */
    private static final int COMPLETION_QUEUE_SIZE = 8 * RING_SIZE;

    @Override
    public Configuration.Transport kind() {
        return Configuration.Transport.IO_URING;
    }

    @Override
    public IoHandlerFactory newIoHandlerFactory() {
        return IoUringIoHandler.newFactory(
                new IoUringIoHandlerConfig().setRingSize(RING_SIZE).setCqSize(COMPLETION_QUEUE_SIZE));
    }

    @Override
    public ServerChannel newServerChannel(boolean v6) {
        IoUringServerSocketChannel channel = new IoUringServerSocketChannel();
        if (v6) {
            channel.config().setOption(UnixOptions.IPV6_V6ONLY, 1);
        }
        return channel;
    }

    @Override
    public Channel newChannel(boolean v6) {
        return new IoUringSocketChannel();
    }

    @Override
    public void choosePortAtConnect(Channel channel) {
        channel.config().setOption(UnixOptions.IP_BIND_ADDRESS_NO_PORT, 1);
    }

    @Override
    public void takeAnyAddress(Channel channel) {
        channel.config().setOption(UnixOptions.IP_TRANSPARENT, 1);
    }

    @Override
    public boolean seesResetWithoutReading() {
        return true;
    }
}
