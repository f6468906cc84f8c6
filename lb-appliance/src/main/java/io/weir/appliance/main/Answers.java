package io.weir.appliance.main;

import io.weir.appliance.socket.Refusal;
import io.weir.core.control.ApplyException;
import io.weir.core.control.UnknownTargetException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits for the control plane and puts its refusals in words for the operator. */
final class Answers {
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private Answers() {}

    static <T> T await(Future<T> future) throws Refusal {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw refusal(e.getCause());
        } catch (TimeoutException e) {
            throw Refusal.failed("not done within " + PATIENCE.toSeconds() + " s; it may still happen: see the log");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.failed("the daemon is stopping");
        }
    }

    private static Refusal refusal(@org.jspecify.annotations.Nullable Throwable cause) {
        return switch (cause) {
            case ApplyException apply -> Refusal.failed(apply.problems());
            case UnknownTargetException unknown -> Refusal.failed(message(unknown));
            case IOException io -> Refusal.failed(message(io));
            case RejectedExecutionException stopping -> Refusal.failed(message(stopping));
            case IllegalArgumentException wrong -> Refusal.wrong(message(wrong));
            case null, default -> throw new IllegalStateException("the control plane failed", cause);
        };
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }
}
