package io.weir.kernel.sys;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, for programs that play several hosts on one machine. Sockets belong to the namespace of the
 * thread that opens them, and a new thread starts in the namespace of the thread that starts it.
 */
public final class NetworkNamespace implements AutoCloseable {
    /** {@code CLONE_NEWNET} of linux/sched.h. */
    private static final int CLONE_NEWNET = 0x40000000;

    /** {@code O_RDONLY | O_CLOEXEC} of asm-generic/fcntl.h. */
    private static final int READ_ONLY = 0x80000;

    private final Fd fd;

    private NetworkNamespace(Fd fd) {
        this.fd = fd;
    }

    /** Opens one by its file, as {@code /run/netns/NAME} or {@code /proc/PID/ns/net}. */
    public static NetworkNamespace open(Path file) throws ErrnoException {
        int number = Errno.check(Libc.open(file.toString(), READ_ONLY), "open(" + file + ")");
        return new NetworkNamespace(Fd.own(number, "network namespace " + file));
    }

    /** Moves the calling platform thread into it, for good. Needs CAP_SYS_ADMIN. */
    public void enter() throws ErrnoException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread would take its carrier with it");
        }
        int result = Libc.setns(fd, CLONE_NEWNET);
        if (result == -Errno.EPERM) {
            throw new ErrnoException("setns(" + fd + ")", Errno.EPERM, "needs CAP_SYS_ADMIN");
        }
        Errno.check(result, "setns(" + fd + ")");
    }

    /** Runs something in it on a thread of its own and waits for the result. */
    public <T> T call(Callable<T> task) throws InterruptedException, ExecutionException {
        FutureTask<T> future = new FutureTask<>(() -> {
            enter();
            return task.call();
        });
        Thread.ofPlatform().name("netns").daemon().start(future);
        return future.get();
    }

    @Override
    public void close() {
        fd.close();
    }
}
