package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Sockets;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * Receivers of one interface that share its frames: a program says which, by its place in the list, receives a frame
 * (its result modulo their number). Lives as long as the receivers.
 */
public final class Fanout {
    private final Fd first;

    private Fanout(Fd first) {
        this.first = first;
    }

    /**
     * Starts receivers that are not started yet; each still has to {@link FrameReceiver#admit} its frames. No frame arrives
     * at two of them.
     *
     * @param receivers at least one, of the same interface and kind
     */
    public static Fanout start(List<? extends FrameReceiver> receivers, ClassicBpf program) throws ErrnoException {
        Fanout fanout = new Fanout(receivers.getFirst().fd());
        for (FrameReceiver receiver : receivers) {
            receiver.start();
        }
        int group = create(fanout.first);
        for (FrameReceiver receiver : receivers.subList(1, receivers.size())) {
            join(receiver.fd(), group);
        }
        fanout.steer(program);
        return fanout;
    }

    /** Replaces the program; every frame is steered by the one or the other. */
    public void steer(ClassicBpf program) throws ErrnoException {
        PacketOptions.attach(first, LinuxSocket.SOL_PACKET, IfPacket.PACKET_FANOUT_DATA, program, "PACKET_FANOUT_DATA");
    }

    /** Makes a group with the first member. The answer has its number, and the flags that the kernel took. */
    private static int create(Fd fd) throws ErrnoException {
        int flags = IfPacket.PACKET_FANOUT_FLAG_UNIQUEID | IfPacket.PACKET_FANOUT_FLAG_IGNORE_OUTGOING;
        int result = set(fd, flags, 0);
        if (result == -Errno.EINVAL) {
            flags = IfPacket.PACKET_FANOUT_FLAG_UNIQUEID;
            result = set(fd, flags, 0);
        }
        Errno.check(result, "setsockopt(PACKET_FANOUT)");
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            Errno.check(
                    Sockets.getsockopt(fd, LinuxSocket.SOL_PACKET, IfPacket.PACKET_FANOUT, value, length),
                    "getsockopt(PACKET_FANOUT)");
            return (value.get(JAVA_INT, 0) & 0xffff) | ((flags & ~IfPacket.PACKET_FANOUT_FLAG_UNIQUEID) << 16);
        }
    }

    private static void join(Fd fd, int group) throws ErrnoException {
        Errno.check(set(fd, group >>> 16, group & 0xffff), "setsockopt(PACKET_FANOUT) to join");
    }

    private static int set(Fd fd, int flags, int group) {
        return Sockets.setsockopt(
                fd,
                LinuxSocket.SOL_PACKET,
                IfPacket.PACKET_FANOUT,
                group | ((IfPacket.PACKET_FANOUT_CBPF | flags) << 16));
    }
}
