package io.weir.core.health;

import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Connects to the TCP port and closes in order at once, which servers log less loudly than a reset. */
final class ConnectProbe implements Probe {
    private final LongSupplier nanoClock;

    ConnectProbe(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    @Override
    public CheckResult check(CheckTarget target) {
        long start = nanoClock.getAsLong();
        CheckReason failure = connect(target);
        Duration took = Duration.ofNanos(nanoClock.getAsLong() - start);
        return failure == null ? CheckResult.connected(took) : CheckResult.failed(failure, took);
    }

    private static @Nullable CheckReason connect(CheckTarget target) {
        try (SocketChannel channel = SocketChannel.open()) {
            IpAddress source = target.source();
            if (source != null) {
                CheckReason refused = bind(channel, source);
                if (refused != null) {
                    return refused;
                }
            }
            InetSocketAddress remote = new InetSocketAddress(target.address().toInetAddress(), target.port());
            channel.socket().connect(remote, millis(target.check().timeout()));
            // On loopback a socket can meet itself when the kernel gives it the very port it asks for.
            return remote.equals(channel.getLocalAddress()) ? new CheckReason("L4CON", "connection refused") : null;
        } catch (SocketTimeoutException e) {
            return new CheckReason(
                    "L4TOUT", "no answer in " + seconds(target.check().timeout()));
        } catch (IOException e) {
            return new CheckReason("L4CON", words(e));
        }
    }

    private static @Nullable CheckReason bind(SocketChannel channel, IpAddress source) {
        try {
            // Checks leave connections in TIME_WAIT; without this they would use up the source address's ports.
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
            return null;
        } catch (IOException e) {
            return new CheckReason("L4CON", "cannot check from the source address " + source + ": " + words(e));
        }
    }

    /** The kernel's words, as strerror(3) has them, in the middle of a sentence. */
    private static String words(IOException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.toLowerCase(Locale.ROOT).replace("network is unreachable", "network unreachable");
    }

    private static int millis(Duration timeout) {
        // 0 would mean no timeout.
        return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
    }

    private static String seconds(Duration timeout) {
        return timeout.toMillis() % 1000 == 0 ? timeout.toSeconds() + " s" : timeout.toMillis() + " ms";
    }
}
