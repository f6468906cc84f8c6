package io.weir.kernel.bpf;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.kernel.sys.BpfCall;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collection;

/**
 * A program that the kernel has verified and holds. It lives until it is closed here, and nothing is attached to it and
 * no pin refers to it.
 */
public final class LoadedProgram implements AutoCloseable {
    /** What a program may make a frame longer by: XDP_PACKET_HEADROOM and a bit. */
    private static final int ROOM_TO_GROW = 512;

    private final Fd fd;
    private final String name;
    private final Program.Type type;

    private LoadedProgram(Fd fd, String name, Program.Type type) {
        this.fd = fd;
        this.name = name;
        this.type = type;
    }

    /**
     * Loads a program. A refusal has the last lines of the verifier's log in its message. Needs CAP_BPF and
     * CAP_NET_ADMIN; before Linux 5.8, CAP_SYS_ADMIN.
     *
     * @param maps those that the program names; others are ignored
     */
    public static LoadedProgram load(Program program, Collection<? extends BpfMap> maps) throws ErrnoException {
        return new LoadedProgram(ProgramLoader.load(program, maps), program.name(), program.type());
    }

    /** Opens one that was pinned. Fails with EINVAL when it is none of this type. */
    public static LoadedProgram pinned(Path file, Program.Type type) throws ErrnoException {
        Fd fd = Pins.open(file, "BPF program");
        try {
            ProgramInfo info = ProgramInfo.of(fd);
            if (info.type() != ProgramInfo.number(type)) {
                throw new ErrnoException("open the pinned " + file, Errno.EINVAL, "it is no program of type " + type);
            }
            return new LoadedProgram(fd, info.name(), type);
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    /** Its descriptor; it stays the program's. */
    public Fd fd() {
        return fd;
    }

    /** The name it was loaded with. */
    public String name() {
        return name;
    }

    /** Where it can be attached. */
    public Program.Type type() {
        return type;
    }

    /** The number by which the kernel lists it, while it lives. */
    public int id() throws ErrnoException {
        return ProgramInfo.of(fd).id();
    }

    /** Gives it a name in a BPF file system; see {@link BpfMap#pin}. */
    public void pin(Path file) throws ErrnoException {
        Pins.pin(fd, file);
    }

    /**
     * Runs it on a frame that exists for this only, once.
     *
     * @param frame at least 14 bytes
     */
    public TestRun testRun(byte[] frame) throws ErrnoException {
        return testRun(frame, Arrival.LOOPBACK, 1);
    }

    /**
     * Runs it on a frame that exists for this only.
     *
     * @param frame at least 14 bytes; more than about 3,500 only for programs that take several buffers
     * @param arrival where an XDP program sees it come in (Linux 5.15); others see the loopback interface
     * @param repeat how often, at least 1; each run gets what the one before left
     */
    public TestRun testRun(byte[] frame, Arrival arrival, int repeat) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment attr = arena.allocate(TestRunAttr.LAYOUT);
            TestRunAttr.set(attr, fd, repeat, 0);
            TestRunAttr.data(attr, BpfMap.copy(arena, frame).address(), frame.length);
            MemorySegment out = arena.allocate((long) frame.length + ROOM_TO_GROW, Long.BYTES);
            TestRunAttr.dataOut(attr, out);
            if (type == Program.Type.XDP && arrival.interfaceIndex() != 0) {
                MemorySegment context = arena.allocate(XdpMd.LAYOUT);
                XdpMd.set(context, 0, frame.length, arrival.interfaceIndex(), arrival.queue());
                TestRunAttr.context(attr, context);
            }
            Errno.check(
                    BpfCall.bpf(LinuxBpf.BPF_PROG_TEST_RUN, attr),
                    "run program \"" + name + "\" on a frame of " + frame.length + " bytes");
            byte[] after = out.asSlice(0, TestRunAttr.dataSizeOut(attr)).toArray(JAVA_BYTE);
            return new TestRun(TestRunAttr.verdict(attr), after, TestRunAttr.duration(attr));
        }
    }

    /** Lets it go; what it is attached to keeps it. Again is no error. */
    @Override
    public void close() {
        fd.close();
    }

    @Override
    public String toString() {
        return fd.toString();
    }
}
