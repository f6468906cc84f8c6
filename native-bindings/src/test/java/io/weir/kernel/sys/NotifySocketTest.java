package io.weir.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.testing.NoLeakedDescriptors;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLeakedDescriptors.class)
class NotifySocketTest {
    @Test
    void theManagerHearsThroughASocketFile(@TempDir Path folder) throws Exception {
        assertHeard(folder.resolve("notify").toString());
    }

    @Test
    void theManagerHearsThroughAnAbstractName() throws Exception {
        assertHeard("@weir-test-" + ProcessHandle.current().pid());
    }

    private static void assertHeard(String name) throws Exception {
        try (Arena arena = Arena.ofConfined();
                Fd manager = Sockets.open(LinuxSocket.AF_UNIX, LinuxSocket.SOCK_DGRAM, 0, "manager")) {
            MemorySegment address = SockaddrUn.allocate(arena, SockaddrUn.path(name));
            Errno.check(Sockets.bind(manager, address), "bind");
            NotifySocket socket = new NotifySocket(name);

            socket.ready();
            socket.status("2 of 3 services up");
            socket.stopping();

            assertThat(heard(manager)).isEqualTo("READY=1");
            assertThat(heard(manager)).isEqualTo("STATUS=2 of 3 services up");
            assertThat(heard(manager)).isEqualTo("STOPPING=1");
        }
    }

    private static String heard(Fd manager) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(256);
            int length = Errno.check(Sockets.recv(manager, buffer, LinuxSocket.MSG_DONTWAIT), "recv");
            return new String(buffer.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aMissingManagerIsAnError(@TempDir Path folder) {
        String name = folder.resolve("nobody").toString();

        assertThatThrownBy(() -> new NotifySocket(name).ready())
                .isInstanceOf(ErrnoException.class)
                .hasMessage("sendto(" + name + "): ENOENT (No such file or directory)");
    }

    @Test
    void otherNamesAreRefused() {
        for (String name : new String[] {"", "@", "relative", "/" + "x".repeat(107)}) {
            assertThatThrownBy(() -> new NotifySocket(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at most 107 bytes");
        }
    }
}
