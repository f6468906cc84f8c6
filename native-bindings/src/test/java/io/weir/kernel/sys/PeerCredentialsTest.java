package io.weir.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.testing.Commands;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.Privileges;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class PeerCredentialsTest {
    @Test
    void theOtherEndOfOurOwnPairIsThisProcess() throws Exception {
        try (LocalSockets.Pair pair = LocalSockets.pair(LinuxSocket.SOCK_STREAM)) {
            PeerCredentials peer = PeerCredentials.of(pair.one().number());

            assertThat((long) peer.pid()).isEqualTo(ProcessHandle.current().pid());
            assertThat(peer.uid()).isEqualTo(Libc.geteuid());
            assertThat(pair.one().isOpen()).isTrue();
        }
    }

    @Test
    void moreGroupsThanUsualAreReadWhole() {
        Privileges.requireNamespaces();
        String groups =
                IntStream.rangeClosed(1000, 1099).mapToObj(Integer::toString).collect(Collectors.joining(","));

        String printed = Commands.run(List.of(
                "setpriv",
                "--groups",
                groups,
                System.getProperty("java.home") + "/bin/java",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LocalSockets.class.getName()));

        assertThat(printed).isEqualTo("groups " + groups + "\n");
    }

    @Test
    void aDescriptorThatIsNoSocketIsRefused() throws Exception {
        try (Fd nothing = Fd.own(Errno.check(Libc.open("/dev/null", 0), "open"), "no socket")) {
            assertThatThrownBy(() -> PeerCredentials.of(nothing.number()))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessage("getsockopt(SO_PEERCRED): ENOTSOCK (Socket operation on non-socket)");
        }
    }
}
