package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** bpf(2), by syscall(2): C libraries have no function for it. */
public final class BpfCall {
    /** {@code __NR_bpf} of asm/unistd_64.h on x86_64, and of asm-generic/unistd.h on aarch64. */
    private static final long NR_BPF = "aarch64".equals(System.getProperty("os.arch")) ? 280 : 321;

    private static final MethodHandle SYSCALL = Downcall.capturingErrno(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT),
            Linker.Option.firstVariadicArg(1));

    private BpfCall() {}

    /**
     * One command; returns its result or {@code -errno}.
     *
     * @param command {@code BPF_…} of {@code enum bpf_cmd}
     * @param attributes the part of {@code union bpf_attr} that the command has, the whole segment
     */
    public static int bpf(int command, MemorySegment attributes) {
        try {
            MemorySegment state = CallState.ofThread();
            long result = (long) SYSCALL.invokeExact(state, NR_BPF, command, attributes, (int) attributes.byteSize());
            return (int) CallState.result(state, result);
        } catch (Throwable t) {
            throw Downcall.failed("bpf", t);
        }
    }
}
