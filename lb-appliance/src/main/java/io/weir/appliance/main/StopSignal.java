package io.weir.appliance.main;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * Waits for the signals that end the daemon, and acts on the one that reloads it.
 *
 * <p>The JDK has no supported way to hear a signal; {@code sun.misc.Signal} is in {@code jdk.unsupported} for want of
 * one. It is called by reflection because the compiler warns of it with no way to say that we know.
 */
final class StopSignal {
    private StopSignal() {}

    /** Returns at the first TERM or INT; runs {@code onHangUp}, which must not block, at each HUP. */
    static void await(Runnable onHangUp) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        handle("TERM", stopped::countDown);
        handle("INT", stopped::countDown);
        handle("HUP", onHangUp);
        stopped.await();
    }

    private static void handle(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object proxy = Proxy.newProxyInstance(
                    StopSignal.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
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
