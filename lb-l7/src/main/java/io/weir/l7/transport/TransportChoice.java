package io.weir.l7.transport;

import io.weir.core.control.ApplyException;
import io.weir.core.service.Configuration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which transport carries the connections, and why: the one place where {@code auto} is decided.
 *
 * @param transport the one in use
 * @param reason one line for the log and the status
 */
public record TransportChoice(SocketTransport transport, String reason) {
    /** The order of {@code auto}: see docs/performance.md. */
    private static final List<Configuration.Transport> PREFERENCE =
            List.of(Configuration.Transport.IO_URING, Configuration.Transport.EPOLL, Configuration.Transport.NIO);

    /**
     * Makes the choice.
     *
     * @throws ApplyException when the configuration insists on a transport that does not work here
     */
    public static TransportChoice of(Configuration.Transport wanted) throws ApplyException {
        if (wanted == Configuration.Transport.AUTO) {
            return automatic();
        }
        Throwable obstacle = obstacle(wanted);
        if (obstacle != null) {
            throw new ApplyException(List.of("l7.transport: " + wanted.key() + " does not work on this machine: "
                    + words(obstacle) + "; use auto, which picks one that works"));
        }
        return new TransportChoice(open(wanted), "l7.transport asks for it");
    }

    private static TransportChoice automatic() {
        List<String> passedOver = new ArrayList<>();
        for (Configuration.Transport kind : PREFERENCE) {
            Throwable obstacle = obstacle(kind);
            if (obstacle == null) {
                String reason = passedOver.isEmpty()
                        ? "the fastest of those that work here"
                        : "the fastest that works here; " + String.join("; ", passedOver);
                return new TransportChoice(open(kind), reason);
            }
            passedOver.add(kind.key() + ": " + words(obstacle));
        }
        throw new AssertionError("NIO always works");
    }

    private static SocketTransport open(Configuration.Transport kind) {
        return switch (kind) {
            case EPOLL -> new EpollTransport();
            case IO_URING -> new IoUringTransport();
            case NIO -> new NioTransport();
            case AUTO -> throw new IllegalArgumentException("auto is a wish, not a transport");
        };
    }

    private static @Nullable Throwable obstacle(Configuration.Transport kind) {
        return switch (kind) {
            case EPOLL -> io.netty.channel.epoll.Epoll.unavailabilityCause();
            case IO_URING -> io.netty.channel.uring.IoUring.unavailabilityCause();
            case NIO, AUTO -> null;
        };
    }

    /** The innermost message: the outer ones only say that a library could not be used. */
    static String words(Throwable obstacle) {
        String words = obstacle.getClass().getSimpleName();
        Throwable at = obstacle;
        for (int depth = 0; at != null && depth < 10; depth++) {
            String message = at.getMessage();
            if (message != null && !message.isBlank()) {
                words = message.strip().lines().findFirst().orElse(words);
            }
            at = at.getCause();
        }
        return words;
    }
}
