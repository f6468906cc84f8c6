package io.weir.appliance.main;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * TERM and INT end the daemon, HUP reloads it. Heard from the first moment: a signal that comes while the daemon starts
 * takes effect when it has started.
 *
 * <p>The JDK has no supported way to hear a signal; {@code sun.misc.Signal} is in {@code jdk.unsupported} for want of
 * one. It is called by reflection because the compiler warns of it with no way to say that we know.
 */
final class Signals {
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicBoolean hangUpWaits = new AtomicBoolean();
    private final AtomicReference<@Nullable Runnable> reload = new AtomicReference<>();

    private Signals() {}

    /** From now on no signal ends the process on its own. */
    static Signals hear() {
        Signals signals = new Signals();
        handle("TERM", signals.stopped::countDown);
        handle("INT", signals.stopped::countDown);
        handle("HUP", signals::hangUp);
        return signals;
    }

    private void hangUp() {
        hangUpWaits.set(true);
        runReload();
    }

    private void runReload() {
        Runnable action = reload.get();
        if (action != null && hangUpWaits.getAndSet(false)) {
            action.run();
        }
    }

    /** Returns at the first TERM or INT; runs {@code onHangUp}, which must not block, at each HUP. */
    void await(Runnable onHangUp) throws InterruptedException {
        reload.set(onHangUp);
        runReload();
        stopped.await();
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getName().equals("handle")) {
                            action.run();
                        }
                        return null;
                    });
            Method handle = signal.getMethod("handle", signal, handler);
            handle.invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this Java cannot handle SIG" + name + "; it needs jdk.unsupported", e);
        }
    }
}
