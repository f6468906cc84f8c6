package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.stream.Collectors;

/** Pairs of connected local sockets; as a program, prints what its own peer credentials are. */
public final class LocalSockets {
    private static final MethodHandle SOCKETPAIR = Downcall.capturingErrno(
            "socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

    private LocalSockets() {}

    /** Both ends. */
    public record Pair(Fd one, Fd other) implements AutoCloseable {
        @Override
        public void close() {
            one.close();
            other.close();
        }
    }

    /**
     * Connects two.
     *
     * @param type {@code SOCK_…}
     */
    public static Pair pair(int type) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fds = arena.allocate(JAVA_INT, 2);
            MemorySegment state = CallState.ofThread();
            int result =
                    CallState.result(state, (int) SOCKETPAIR.invokeExact(state, LinuxSocket.AF_UNIX, type, 0, fds));
            Errno.check(result, "socketpair");
            return new Pair(
                    Fd.own(fds.getAtIndex(JAVA_INT, 0), "one end"), Fd.own(fds.getAtIndex(JAVA_INT, 1), "other end"));
        } catch (Throwable t) {
            throw Downcall.failed("socketpair", t);
        }
    }

    /** Prints the supplementary groups of the process. */
    public static void main(String[] arguments) throws Exception {
        try (Pair pair = pair(LinuxSocket.SOCK_STREAM)) {
            PeerCredentials peer = PeerCredentials.of(pair.one().number());
            System.out.println(
                    peer.groups().stream().map(Object::toString).collect(Collectors.joining(",", "groups ", "")));
        }
    }
}
