package io.weir.core.health.probe;

import io.weir.core.health.CheckTarget;
import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;

/** Connects by the system's sockets, straight to the server's own address. */
public final class SocketDialer implements Dialer {
    @Override
    public Connection dial(CheckTarget target, Deadline deadline) throws Unhealthy {
        SocketChannel channel = open(target);
        try {
            InetSocketAddress remote = new InetSocketAddress(target.address().toInetAddress(), target.port());
            channel.socket().connect(remote, deadline.millisLeft());
            // On loopback a socket can meet itself when the kernel gives it the very port it asks for.
            if (remote.equals(channel.getLocalAddress())) {
                throw new Unhealthy("L4CON", "connection refused");
            }
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new SocketConnection(channel);
        } catch (SocketTimeoutException e) {
            closeQuietly(channel);
            throw new Unhealthy("L4TOUT", "no answer in " + deadline.whole());
        } catch (BindException e) {
            closeQuietly(channel);
            throw new Unhealthy("SOCKERR", "this machine has no free port for the check: " + SystemWords.of(e));
        } catch (IOException e) {
            closeQuietly(channel);
            throw new Unhealthy("L4CON", SystemWords.of(e));
        } catch (Unhealthy | RuntimeException e) {
            closeQuietly(channel);
            throw e;
        }
    }

    private static SocketChannel open(CheckTarget target) throws Unhealthy {
        IpAddress source = target.source();
        try {
            SocketChannel channel = SocketChannel.open();
            if (source != null) {
                bind(channel, source);
            }
            return channel;
        } catch (IOException e) {
            throw new Unhealthy("SOCKERR", "this machine has no socket for the check: " + SystemWords.of(e));
        }
    }

    private static void bind(SocketChannel channel, IpAddress source) throws Unhealthy {
        try {
            // Checks leave connections in TIME_WAIT; without this they would use up the source address's ports.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
        } catch (IOException e) {
            closeQuietly(channel);
            throw new Unhealthy("L4CON", "cannot check from the source address " + source + ": " + SystemWords.of(e));
        }
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException _) {
            // The check has its result.
        }
    }

    private record SocketConnection(SocketChannel channel) implements Connection {
        @Override
        public int read(byte[] into, int offset, int length, Deadline deadline) throws IOException {
            if (deadline.passed()) {
                throw new SocketTimeoutException("deadline");
            }
            channel.socket().setSoTimeout(deadline.millisLeft());
            return channel.socket().getInputStream().read(into, offset, length);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            channel.socket().getOutputStream().write(bytes, offset, length);
        }

        @Override
        public void close() {
            closeQuietly(channel);
        }
    }
}
