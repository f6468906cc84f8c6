package io.weir.kernel.sys;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Makes the handles of C functions. A handle is kept in a static final field of the class that groups its calls, so
 * that it is inlined, and so that a function missing in the C library fails only its group.
 */
final class Downcall {
    private static final Linker LINKER = Linker.nativeLinker();

    private Downcall() {}

    /** A handle whose first parameter is the segment of {@link CallState}. */
    static MethodHandle capturingErrno(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = CallState.CAPTURE_ERRNO;
        return handle(name, descriptor, all);
    }

    @SuppressWarnings("restricted") // The one place that trusts a C prototype; the callers' descriptors repeat them.
    static MethodHandle handle(String name, FunctionDescriptor descriptor, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), descriptor, options);
    }

    /**
     * Passes on what is unchecked, as a closed segment or descriptor among the arguments. Anything else a handle throws
     * means that its Java types are wrong, which is a mistake here and not an event.
     */
    static AssertionError failed(String name, Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return new AssertionError("downcall " + name, cause);
    }
}
