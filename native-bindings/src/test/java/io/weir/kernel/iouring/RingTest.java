package io.weir.kernel.iouring;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.packet.FrameSender;
import io.weir.kernel.packet.ReceiveSocket;
import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.EventFd;
import io.weir.kernel.sys.LinuxSocket;
import io.weir.kernel.sys.Mmsghdr;
import io.weir.kernel.sys.Pollfd;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(30)
class RingTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final int LOOPBACK = 1;
    private static final int FRAME = 200;

    private static Ring open() throws ErrnoException {
        Ring ring = Ring.open(8, 64, "test ring");
        ring.enable();
        return ring;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void operationsCompleteWhetherTheKernelCanDeferThemOrNot(boolean deferring) throws Exception {
        try (Ring ring = Ring.open(8, 64, "test ring", deferring)) {
            ring.enable();
            assertThat(ring.deferring()).isEqualTo(deferring);
            // Round the queue several times.
            for (int i = 0; i < 100; i++) {
                assertThat(ring.room()).isEqualTo(8);
                ring.nothing(2L * i);
                ring.nothing(2L * i + 1);
                assertThat(ring.queued()).isEqualTo(2);
                assertThat(ring.submit(true)).isEqualTo(2);
                assertThat(ring.end() - ring.first()).isEqualTo(2);
                assertThat(ring.userData(ring.first())).isEqualTo(2L * i);
                assertThat(ring.userData(ring.first() + 1)).isEqualTo(2L * i + 1);
                assertThat(ring.result(ring.first())).isZero();
                ring.release(ring.end());
            }
        }
    }

    @Test
    void moreThanTheRoomIsAMistake() throws Exception {
        try (Ring ring = open()) {
            for (int i = 0; i < 8; i++) {
                ring.nothing(i);
            }
            assertThatThrownBy(() -> ring.nothing(8)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void itIsForTheThreadThatEnabledIt() throws Exception {
        try (Ring ring = open()) {
            FutureTask<Integer> other = new FutureTask<>(() -> {
                ring.nothing(1);
                return ring.submit(true);
            });
            Thread.ofPlatform().start(other).join();
            assertThat(other.get()).isEqualTo(-Errno.EEXIST);
        }
    }

    @Test
    void nothingRunsBeforeItIsEnabled() throws Exception {
        try (Ring ring = Ring.open(8, 64, "test ring")) {
            ring.nothing(1);
            assertThat(ring.submit(false)).isNegative();
            assertThat(ring.end()).isZero();
        }
    }

    @Test
    void aWaitEndsInTime() throws Exception {
        try (Ring ring = open()) {
            long start = System.nanoTime();
            assertThat(ring.await(SECOND / 50)).isEqualTo(-Errno.ETIME);
            assertThat(System.nanoTime() - start).isBetween(SECOND / 50, 10 * SECOND);
        }
    }

    @Test
    void aPollCompletesEveryTimeAndAfterCancelNoMore() throws Exception {
        try (Ring ring = open();
                EventFd event = EventFd.open("test event")) {
            ring.pollMany(event.fd(), Pollfd.POLLIN, 7);
            assertThat(ring.submit(true)).isEqualTo(1);
            assertThat(ring.hasWork()).isFalse();
            for (int i = 0; i < 3; i++) {
                event.signal();
                assertThat(ring.hasWork()).isTrue();
                assertThat(ring.await(10 * SECOND)).isZero();
                int first = ring.first();
                assertThat(ring.end() - first).isEqualTo(1);
                assertThat(ring.userData(first)).isEqualTo(7);
                assertThat(ring.result(first)).isEqualTo(Pollfd.POLLIN);
                assertThat(ring.flags(first) & IoUring.IORING_CQE_F_MORE).isNotZero();
                ring.release(ring.end());
            }
            ring.cancelAll(8);
            assertThat(ring.await(SECOND)).isEqualTo(1);
            int ended = ring.userData(ring.first()) == 7 ? ring.first() : ring.first() + 1;
            assertThat(ring.result(ended)).isEqualTo(-Errno.ECANCELED);
            assertThat(ring.flags(ended) & IoUring.IORING_CQE_F_MORE).isZero();
        }
    }

    @Test
    void whatIsWithdrawnIsNotDone() throws Exception {
        try (TestHost host = TestHost.create();
                FrameSender sender = host.call(() -> FrameSender.open(LOOPBACK, false, 1 << 20, 1));
                Ring ring = open()) {
            MemorySegment memory = Arena.ofAuto().allocate(FRAME);
            // Too short: it would fail, and that would complete.
            ring.send(sender.fd(), memory.address(), 3, LinuxSocket.MSG_DONTWAIT, 1);
            ring.nothing(2);
            assertThat(ring.withdraw(IoUring.IORING_OP_SEND)).isEqualTo(1);
            assertThat(ring.submit(true)).isEqualTo(2);
            assertThat(ring.end() - ring.first()).isEqualTo(1);
            assertThat(ring.userData(ring.first())).isEqualTo(2);
        }
    }

    @Test
    void framesAreReceivedIntoBuffersUntilNoneIsLeft() throws Exception {
        try (TestHost host = TestHost.create();
                ReceiveSocket socket = host.call(() -> {
                    ReceiveSocket opened = ReceiveSocket.open(LOOPBACK, 1 << 20);
                    opened.start();
                    opened.admit();
                    return opened;
                });
                FrameSender sender = host.call(() -> FrameSender.open(LOOPBACK, false, 1 << 20, 1));
                Ring ring = open();
                BufferRing buffers = BufferRing.open(ring, 3, 2, 512, 8, 500)) {
            ring.receiveMany(socket.fd(), 3, 0, 5);
            assertThat(ring.submit(true)).isEqualTo(1);
            MemorySegment frame = frame();
            for (int i = 0; i < 3; i++) {
                frame.set(JAVA_BYTE, FRAME - 1, (byte) i);
                ring.send(sender.fd(), frame.address(), FRAME, LinuxSocket.MSG_DONTWAIT, 6);
                assertThat(ring.submit(true)).isEqualTo(1);
            }
            int first = ring.first();
            Await.until("frames and end have arrived", () -> {
                assertThat(ring.submit(true)).isZero();
                return ring.end() - first == 3;
            });
            for (int i = 0; i < 2; i++) {
                assertThat(ring.userData(first + i)).isEqualTo(5);
                assertThat(ring.result(first + i)).isEqualTo(FRAME);
                assertThat(ring.flags(first + i) & IoUring.IORING_CQE_F_BUFFER).isNotZero();
                long start = buffers.start(Ring.buffer(ring.flags(first + i)));
                assertThat(buffers.memory().get(JAVA_BYTE, start + FRAME - 1)).isEqualTo((byte) i);
                assertThat(buffers.memory().get(JAVA_LONG, start - 8)).isZero();
            }
            assertThat(ring.result(first + 2)).isEqualTo(-Errno.ENOBUFS);
            assertThat(ring.flags(first + 2) & IoUring.IORING_CQE_F_MORE).isZero();
            ring.release(ring.end());

            // The third frame has waited.
            buffers.add(1);
            buffers.publish();
            ring.receiveMany(socket.fd(), 3, 0, 5);
            assertThat(ring.await(10 * SECOND)).isEqualTo(1);
            assertThat(Ring.buffer(ring.flags(ring.first()))).isEqualTo(1);
            assertThat(buffers.memory().get(JAVA_BYTE, buffers.start(1) + FRAME - 1))
                    .isEqualTo((byte) 2);
            ring.cancelAll(9);
            ring.await(SECOND);
        }
    }

    @Test
    void messagesAreSentAndComplete() throws Exception {
        try (TestHost host = TestHost.create();
                FrameSender sender = host.call(() -> FrameSender.open(LOOPBACK, false, 1 << 20, 1));
                Ring ring = open()) {
            MemorySegment frame = frame();
            MemorySegment message = Arena.ofAuto().allocate(Mmsghdr.SIZEOF, Long.BYTES);
            MemorySegment piece = Arena.ofAuto().allocate(Mmsghdr.IOVEC_SIZEOF, Long.BYTES);
            Mmsghdr.join(message, piece, 0);
            Mmsghdr.piece(piece, 0, frame.address(), FRAME);
            ring.sendMessage(sender.fd(), message, LinuxSocket.MSG_DONTWAIT, 4);
            assertThat(ring.submit(true)).isEqualTo(1);
            assertThat(ring.result(ring.first())).isEqualTo(FRAME);
        }
    }

    /** So zero-copy is no way to send frames: docs/adr/0008. If this fails, a kernel has learnt it. */
    @Test
    void packetSocketsRefuseToSendWithoutCopy() throws Exception {
        try (TestHost host = TestHost.create();
                FrameSender sender = host.call(() -> FrameSender.open(LOOPBACK, false, 1 << 20, 1));
                Ring ring = open()) {
            ring.sendWithoutCopy(sender.fd(), frame(), LinuxSocket.MSG_DONTWAIT, 4);
            assertThat(ring.await(SECOND)).isEqualTo(1);
            assertThat(ring.result(ring.first())).isEqualTo(-Errno.EOPNOTSUPP);
        }
    }

    @Test
    void theKernelTellsItsOperations() throws Exception {
        try (Ring ring = open()) {
            BitSet operations = ring.operations();
            assertThat(operations.get(IoUring.IORING_OP_SEND)).isTrue();
            assertThat(operations.get(IoUring.IORING_OP_SEND_ZC)).isTrue();
            assertThat(operations.get(255)).isFalse();
        }
    }

    @Test
    void aSizeThatCannotBeIsSaid() {
        assertThatThrownBy(() -> Ring.open(0, 64, "test ring"))
                .isInstanceOf(ErrnoException.class)
                .hasMessageStartingWith("io_uring_setup for the test ring: EINVAL");
    }

    private static MemorySegment frame() {
        MemorySegment frame = Arena.ofAuto().allocate(FRAME, Long.BYTES);
        long ethernet = VirtioNetHdr.SIZEOF;
        frame.set(JAVA_BYTE, ethernet + 12, (byte) 0x88);
        frame.set(JAVA_BYTE, ethernet + 13, (byte) 0xb5);
        return frame;
    }
}
