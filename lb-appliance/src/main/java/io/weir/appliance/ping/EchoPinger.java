package io.weir.appliance.ping;

import io.weir.core.health.CheckTarget;
import io.weir.core.health.probe.Deadline;
import io.weir.core.health.probe.Pinger;
import io.weir.core.health.probe.Unhealthy;
import io.weir.core.net.IpAddress;
import io.weir.kernel.icmp.EchoSocket;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Pings from one socket for each family and source address. A thread for each socket hands what comes to the checks
 * that wait for it, so that no check's thread blocks in the kernel.
 */
public final class EchoPinger implements Pinger, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.health");

    /** A lost packet is no dead server: a request is sent so often within the check's time. */
    private static final int TRIES = 3;

    /** How soon the threads end after {@link #close}. */
    private static final Duration LOOK_UP = Duration.ofMillis(250);

    private final Map<Origin, EchoSocket> sockets = new HashMap<>();
    private final ConcurrentHashMap<Integer, Waiting> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger sequence = new AtomicInteger();
    private final SecureRandom random = new SecureRandom();
    private final int id = random.nextInt(1 << 16);
    private volatile boolean closed;

    private record Origin(boolean v6, @Nullable IpAddress source) {}

    /**
     * A request that is out.
     *
     * @param answer null for a reply, else the error in words
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    private record Waiting(IpAddress target, byte[] nonce, CompletableFuture<@Nullable String> answer) {}

    @Override
    public void ping(CheckTarget target, Deadline deadline) throws Unhealthy {
        EchoSocket socket = socket(target);
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        Waiting request = new Waiting(target.address(), nonce, new CompletableFuture<>());
        int number = sequence.getAndIncrement() & 0xffff;
        // 65,536 requests of one instant would need a number twice: the older is given up as lost.
        waiting.put(number, request);
        try {
            byte[] message = EchoMessage.request(target.address().v6(), id, number, nonce);
            Duration wait = deadline.left().dividedBy(TRIES);
            boolean sent = true;
            for (int left = TRIES; left > 0; left--) {
                sent = sent(socket, message, target.address());
                if (answered(request, left == 1 ? deadline : deadline.atMost(wait))) {
                    return;
                }
            }
            if (!sent) {
                throw new Unhealthy("SOCKERR", "this machine has no room for what waits to be sent");
            }
            throw new Unhealthy("L4TOUT", "no answer in " + deadline.whole());
        } catch (ErrnoException e) {
            throw new Unhealthy("L4CON", words(e));
        } finally {
            waiting.remove(number, request);
        }
    }

    /** Whether there was room: requests to hosts that answer no ARP may have taken it, which is no fault of this one. */
    private static boolean sent(EchoSocket socket, byte[] message, IpAddress to) throws ErrnoException {
        try {
            socket.send(message, to.toBytes());
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EAGAIN || e.errno() == Errno.ENOBUFS) {
                return false;
            }
            throw e;
        }
    }

    private static boolean answered(Waiting request, Deadline until) throws Unhealthy {
        try {
            String failure = request.answer().get(until.left().toNanos(), TimeUnit.NANOSECONDS);
            if (failure != null) {
                throw new Unhealthy("L4CON", failure);
            }
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unhealthy("L4CON", "stopped");
        } catch (ExecutionException e) {
            throw new IllegalStateException("nothing completes it with an exception", e);
        }
    }

    private EchoSocket socket(CheckTarget target) throws Unhealthy {
        Origin origin = new Origin(target.address().v6(), target.source());
        synchronized (sockets) {
            EchoSocket open = sockets.get(origin);
            if (open != null) {
                return open;
            }
            if (closed) {
                throw new Unhealthy("SOCKERR", "stopped");
            }
            EchoSocket made = open(origin);
            sockets.put(origin, made);
            Thread.ofPlatform().name("weir-ping").daemon().start(() -> receive(made, origin));
            return made;
        }
    }

    private static EchoSocket open(Origin origin) throws Unhealthy {
        IpAddress source = origin.source();
        try {
            return EchoSocket.open(origin.v6(), source == null ? null : source.toBytes());
        } catch (ErrnoException e) {
            if (source != null && e.errno() == Errno.EADDRNOTAVAIL) {
                throw new Unhealthy("L4CON", "cannot check from the source address " + source + ": " + words(e));
            }
            boolean refused = e.errno() == Errno.EPERM || e.errno() == Errno.EACCES;
            throw new Unhealthy(
                    "SOCKERR", "cannot send ICMP: " + words(e) + (refused ? "; run Weir with CAP_NET_RAW" : ""));
        }
    }

    private static String words(ErrnoException e) {
        return Errno.text(e.errno()).toLowerCase(Locale.ROOT);
    }

    private void receive(EchoSocket socket, Origin origin) {
        try {
            while (!closed) {
                EchoSocket.Received received = socket.receive(LOOK_UP);
                if (received != null) {
                    take(origin.v6(), received);
                }
            }
        } catch (ErrnoException e) {
            LOG.log(System.Logger.Level.WARNING, "the socket for pings failed, the next check opens another", e);
        } finally {
            // First, so that no check finds it closed.
            synchronized (sockets) {
                sockets.remove(origin, socket);
            }
            socket.close();
        }
    }

    private void take(boolean v6, EchoSocket.Received received) {
        EchoMessage.Answer answer = EchoMessage.read(v6, received.message(), id);
        Waiting request = answer == null ? null : waiting.get(answer.sequence());
        if (answer == null || request == null) {
            return;
        }
        byte[] target = request.target().toBytes();
        byte[] destination = answer.destination();
        boolean ours = destination == null
                ? Arrays.equals(answer.nonce(), request.nonce()) && Arrays.equals(received.from(), target)
                : Arrays.equals(destination, target);
        if (ours) {
            request.answer().complete(answer.failure());
        }
    }

    /** Ends its threads soon; what waits then times out. */
    @Override
    public void close() {
        closed = true;
    }
}
