package io.weir.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Gives frames to the host's network stack as if an interface had just received them: a program that returns XDP_PASS is
 * run on them with {@code BPF_F_TEST_XDP_LIVE_FRAMES} (Linux 5.18). A program attached by native XDP does not see them;
 * one attached by generic XDP does, and packet sockets and filters do too. So each frame has a mark in the eight bytes
 * in front of it, as its XDP metadata, by which a generic program knows those it must let pass.
 *
 * <p>One call takes the kernel some tens of microseconds, as it makes and frees a pool of pages each time. While a frame
 * waits to be read, its pool stays, for a second at least, and the whole machine has 65,534 of them, or ENOSPC: whoever
 * can have strangers' frames come here limits them, well below that in a second. In Java it allocates nothing. Not for two threads at once. Interfaces
 * are those of the network namespace of the calling thread.
 */
public final class HostStack implements AutoCloseable {
    /**
     * The longest frame, with its Ethernet header, in bytes. It has to fit into a page of 4,096 bytes behind
     * XDP_PACKET_HEADROOM, a {@code struct xdp_page_head} and the mark, and before a {@code struct skb_shared_info}
     * (net/bpf/test_run.c).
     */
    public static final int MAX_FRAME = 3328;

    /** The shortest frame: an Ethernet header. */
    public static final int MIN_FRAME = 14;

    private final LoadedProgram program;
    private final MemorySegment attr;
    private final MemorySegment context;
    private final MemorySegment buffer;

    private HostStack(LoadedProgram program, long mark) {
        this.program = program;
        Arena arena = Arena.ofAuto();
        attr = arena.allocate(TestRunAttr.LAYOUT);
        context = arena.allocate(XdpMd.LAYOUT);
        buffer = arena.allocate(Long.BYTES + MAX_FRAME, Long.BYTES);
        buffer.set(JAVA_LONG, 0, mark);
        TestRunAttr.set(attr, program.fd(), 1, LinuxBpf.BPF_F_TEST_XDP_LIVE_FRAMES);
        TestRunAttr.context(attr, context);
        TestRunAttr.batch(attr, 1);
    }

    /**
     * Loads the program. Needs CAP_BPF and CAP_NET_ADMIN.
     *
     * @param mark what is in front of each frame, in the machine's byte order; from a good source of random numbers, as
     *     what else lies in front of frames is other people's bytes
     */
    public static HostStack open(long mark) throws ErrnoException {
        Program pass = new Assembler("weir_to_host", Program.Type.XDP)
                .move(Register.R0, TestRun.XDP_PASS)
                .exit()
                .assemble();
        return new HostStack(LoadedProgram.load(pass, List.of()), mark);
    }

    /**
     * Begins a program for generic XDP with a look at the mark: frames that have it pass, without it, so that it is
     * not found again in memory that is used again. For other frames the program goes on, with its context in
     * register 1 and register 6.
     */
    public static Assembler passMarked(Assembler program, long mark) {
        return program.move(Register.R6, Register.R1)
                .move(Register.R2, -Long.BYTES)
                .call(Helper.XDP_ADJUST_META)
                .jumpIf(Register.R0, Condition.NOT_EQUAL, 0, "unmarked")
                .load(Width.WORD, Register.R2, Register.R6, XdpMd.DATA_META)
                .load(Width.WORD, Register.R3, Register.R6, XdpMd.DATA)
                .move(Register.R4, Register.R2)
                .compute(Operation.ADD, Register.R4, Long.BYTES)
                .jumpIf(Register.R4, Condition.ABOVE, Register.R3, "not the mark")
                .load(Width.DOUBLE, Register.R4, Register.R2, 0)
                .moveLong(Register.R5, mark)
                .jumpIf(Register.R4, Condition.NOT_EQUAL, Register.R5, "not the mark")
                .store(Width.DOUBLE, Register.R2, 0, 0)
                .move(Register.R0, TestRun.XDP_PASS)
                .exit()
                .label("not the mark")
                .move(Register.R1, Register.R6)
                .move(Register.R2, Long.BYTES)
                .call(Helper.XDP_ADJUST_META)
                .label("unmarked")
                .move(Register.R1, Register.R6);
    }

    /**
     * Gives it one frame; returns 0 or {@code -errno}: ENODEV when the interface is gone, EINVAL when it has no such
     * queue, ENOSPC when there were too many, EOPNOTSUPP or EINVAL before Linux 5.18, EMSGSIZE when the frame is not of {@link #MIN_FRAME} to
     * {@link #MAX_FRAME} bytes. Whether the host wants the frame is not told.
     *
     * @param memory where the frame is; it is copied
     * @param queue a receive queue of the interface, from 0
     */
    public int put(MemorySegment memory, long offset, int length, int interfaceIndex, int queue) {
        if (length < MIN_FRAME || length > MAX_FRAME) {
            return -Errno.EMSGSIZE;
        }
        MemorySegment.copy(memory, offset, buffer, Long.BYTES, length);
        int whole = Long.BYTES + length;
        XdpMd.set(context, Long.BYTES, whole, interfaceIndex, queue);
        TestRunAttr.data(attr, buffer.address(), whole);
        return BpfCall.bpf(LinuxBpf.BPF_PROG_TEST_RUN, attr);
    }

    @Override
    public void close() {
        program.close();
    }
}
