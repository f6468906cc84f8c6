package io.weir.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.testing.NoLeakedDescriptors;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class FdTest {
    @Test
    void anOwnedDescriptorIsListedUntilItIsClosed() throws Exception {
        Fd fd = socket();
        Path inProc = Path.of("/proc/self/fd/" + fd.number());
        assertThat(OpenDescriptors.list()).containsExactly(fd);
        assertThat(Files.readSymbolicLink(inProc).toString()).startsWith("socket:");
        assertThat(fd).hasToString("test socket (descriptor " + fd.number() + ")");

        fd.close();
        fd.close();

        assertThat(OpenDescriptors.list()).isEmpty();
        assertThat(Files.exists(inProc)).isFalse();
        assertThat(fd).hasToString("test socket (closed)");
    }

    @Test
    void aBorrowedDescriptorStaysOpen() throws Exception {
        try (Fd fd = socket()) {
            Fd borrowed = Fd.borrow(fd.number(), "borrowed");
            borrowed.close();
            assertThat(borrowed.isOpen()).isFalse();
            assertThat(Files.isSymbolicLink(Path.of("/proc/self/fd/" + fd.number())))
                    .isTrue();
        }
    }

    @Test
    void aClosedDescriptorReachesNoCall() throws Exception {
        Fd fd = socket();
        fd.close();

        assertThatThrownBy(() -> Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, LinuxSocket.SO_RCVBUF, 4096))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("test socket is closed");
    }

    @Test
    void aDescriptorClosedBehindItsBackIsReported() {
        Fd fd = Fd.own(Integer.MAX_VALUE, "test socket");

        assertThatThrownBy(fd::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed by someone else");
    }

    @Test
    void failuresAreNegativeErrnoAndSayWhatFailed() throws Exception {
        try (Fd fd = socket();
                Arena arena = Arena.ofConfined()) {
            assertThat(Sockets.recv(fd, arena.allocate(16), LinuxSocket.MSG_DONTWAIT))
                    .isEqualTo(-Errno.EAGAIN);
            assertThat(Sockets.setsockopt(fd, LinuxSocket.SOL_SOCKET, 9999, 1)).isEqualTo(-Errno.ENOPROTOOPT);
        }
        assertThatThrownBy(() -> Sockets.open(9999, LinuxSocket.SOCK_RAW, 0, "odd socket"))
                .isInstanceOf(ErrnoException.class)
                .hasMessage("socket for the odd socket: EAFNOSUPPORT (Address family not supported by protocol)");
        assertThat(new ErrnoException("bpf(2)", 9999, "ask the kernel"))
                .hasMessage("bpf(2): errno 9999 (unknown error): ask the kernel");
    }

    private static Fd socket() throws ErrnoException {
        return Sockets.open(LinuxSocket.AF_UNIX, LinuxSocket.SOCK_DGRAM, 0, "test socket");
    }
}
