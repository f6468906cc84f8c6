package io.weir.appliance.probe;

import io.weir.core.health.CheckTarget;
import io.weir.core.health.probe.Deadline;
import io.weir.core.health.probe.Dialer;
import io.weir.core.health.probe.Unhealthy;
import io.weir.core.net.IpAddress;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.MarkedTcp;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;

/**
 * Connects to VIPs at the servers that are checked through them, and to all others directly. Says of a server that does
 * not answer whether it is the VIP that it lacks: a third of the time is kept for its own address.
 */
final class VipDialer implements Dialer {
    private final Dialer direct;
    private final VipRoutes routes;

    VipDialer(Dialer direct, VipRoutes routes) {
        this.direct = direct;
        this.routes = routes;
    }

    @Override
    public Connection dial(CheckTarget target, Deadline deadline) throws Unhealthy {
        CheckTarget.Frontend frontend = target.frontend();
        if (!target.check().throughVip() || frontend == null) {
            return direct.dial(target, deadline);
        }
        IpAddress vip = frontend.vip();
        int mark = mark(vip, target.address());
        long end = System.nanoTime() + deadline.left().toNanos() * 2 / 3;
        IpAddress source = target.source();
        try {
            return new MarkedConnection(MarkedTcp.connect(
                    mark,
                    new InetSocketAddress(vip.toInetAddress(), target.port()),
                    source == null ? null : source.toInetAddress(),
                    end));
        } catch (SocketTimeoutException e) {
            routes.doubt(vip, target.address());
            throw silent(vip, target, deadline);
        } catch (ErrnoException e) {
            routes.doubt(vip, target.address());
            throw isUnreachable(e) ? silent(vip, target, deadline) : refused(vip, e);
        } catch (IOException e) {
            throw new Unhealthy("SOCKERR", "the check through the VIP broke off: " + e.getMessage());
        }
    }

    private int mark(IpAddress vip, IpAddress server) throws Unhealthy {
        try {
            return routes.mark(vip, server);
        } catch (ErrnoException e) {
            throw new Unhealthy(
                    "SOCKERR", "this machine cannot make a way to the VIP at the server: " + e.getMessage());
        } catch (IOException e) {
            throw new Unhealthy("SOCKERR", String.valueOf(e.getMessage()));
        }
    }

    private static Unhealthy refused(IpAddress vip, ErrnoException e) {
        return switch (e.errno()) {
            case Errno.ECONNREFUSED ->
                new Unhealthy("L4CON", "connection refused at VIP " + vip + ": the service does not listen on the VIP");
            case Errno.EPERM, Errno.EACCES ->
                new Unhealthy("SOCKERR", "this machine may not mark connections: Weir needs CAP_NET_ADMIN");
            default -> new Unhealthy("L4CON", "at VIP " + vip + ": " + Errno.text(e.errno()));
        };
    }

    /** By nobody who answers for the server's address, or by the word of a host that will not take or forward it. */
    private static boolean isUnreachable(ErrnoException e) {
        return e.errno() == Errno.EHOSTUNREACH || e.errno() == Errno.ENETUNREACH;
    }

    private Unhealthy silent(IpAddress vip, CheckTarget target, Deadline deadline) {
        String head = "no answer at VIP " + vip;
        CheckTarget own = new CheckTarget(target.address(), target.port(), target.source(), target.check());
        try (Connection _ = direct.dial(own, deadline)) {
            return new Unhealthy(
                    "L4TOUT",
                    head + ", but at its own address: the VIP is missing on the server, or its firewall drops it");
        } catch (Unhealthy e) {
            if (e.reason().text().startsWith("connection refused")) {
                return new Unhealthy(
                        "L4TOUT",
                        head + ", and its own address refuses: the VIP is missing on the server, or its firewall drops"
                                + " it");
            }
            if (e.reason().text().startsWith("no route to host")) {
                return new Unhealthy("L4CON", "no route to host: the server answers no ARP or neighbour solicitation");
            }
            return new Unhealthy("L4TOUT", head + ", nor at its own address: the server is down or cut off");
        }
    }

    private record MarkedConnection(MarkedTcp socket) implements Connection {
        @Override
        public int read(byte[] into, int offset, int length, Deadline deadline) throws IOException {
            // Also where bytes are there: a server that sends without end must not hold the check.
            if (deadline.passed()) {
                throw new SocketTimeoutException("deadline");
            }
            return socket.read(
                    into, offset, length, System.nanoTime() + deadline.left().toNanos());
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            // What checks write fits into the socket's buffer.
            socket.write(bytes, offset, length, System.nanoTime() + 1_000_000_000L);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
