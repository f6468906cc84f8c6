package io.weir.appliance.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.appliance.fixture.FakeOperations;
import io.weir.appliance.fixture.SnapshotFixture;
import io.weir.kernel.sys.PeerCredentials;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class AdminSocketTest {
    private static final AdminSocket.Limits QUICK = new AdminSocket.Limits(Duration.ofMillis(300), PeerCredentials::of);

    @TempDir
    private Path directory;

    private final FakeOperations operations = new FakeOperations(SnapshotFixture.requirementScenario());

    @Test
    void oneLineIsAnsweredAndTheConnectionCloses() throws Exception {
        try (AdminSocket socket = open()) {
            assertThat(ask(socket, "show info\n")).contains("Name: Weir\n").endsWith("\n\n");
        }
    }

    @Test
    void severalCommandsOfALineAreAnsweredInOrder() throws Exception {
        try (AdminSocket socket = open()) {
            assertThat(ask(socket, "set server IIS_VIP/IIS1 state drain; set server IIS_VIP/IIS2 weight 50%\n"))
                    .isEqualTo("\n\n");
            assertThat(operations.calls()).containsExactly("state IIS_VIP/IIS1 draining", "weight IIS_VIP/IIS2 50");
        }
    }

    @Test
    void linesThatHaveArrivedTogetherAreAllAnswered() throws Exception {
        try (AdminSocket socket = open()) {
            assertThat(ask(socket, "show sess\nshow sess\n")).isEqualTo("0x1: src=10.9.0.10:1234\n\n".repeat(2));
        }
    }

    @Test
    void promptKeepsTheConnectionOpenUntilQuit() throws Exception {
        try (AdminSocket socket = open();
                SocketChannel client = connect(socket)) {
            write(client, "prompt\n");
            assertThat(read(client, "> ")).isEqualTo("> ");
            write(client, "show sess\n");
            assertThat(read(client, "> ")).isEqualTo("0x1: src=10.9.0.10:1234\n\n> ");
            write(client, "quit\n");
            assertThat(readAll(client)).isEmpty();
        }
    }

    @Test
    void aLineTooLongIsRefused() throws Exception {
        try (AdminSocket socket = open()) {
            assertThat(ask(socket, "x".repeat(Conversation.LONGEST_LINE + 1)))
                    .isEqualTo("line too long: at most 16384 bytes\n\n");
        }
    }

    @Test
    void aSilentClientIsDisconnected() throws Exception {
        try (AdminSocket socket = AdminSocket.open(path(), operations, QUICK);
                SocketChannel client = connect(socket)) {
            assertThat(readAll(client)).isEmpty();
        }
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsDisconnected() throws Exception {
        try (AdminSocket socket = AdminSocket.open(path(), operations, QUICK);
                SocketChannel client = connect(socket)) {
            // Some 3 MB of answers, of which the kernel holds 200 kB.
            write(client, "help;".repeat(3000) + "\n");
            client.configureBlocking(false);
            ByteBuffer probe = ByteBuffer.allocate(1);
            assertThatThrownBy(() -> {
                        while (true) {
                            client.write(probe.clear());
                            LockSupport.parkNanos(1_000_000);
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(ask(socket, "show info\n")).contains("Name: Weir");
        }
    }

    @Test
    void noMoreThanSixtyFourClientsAreServedAtATime() throws Exception {
        List<SocketChannel> clients = new ArrayList<>();
        try (AdminSocket socket = open()) {
            for (int i = 0; i < AdminSocket.MOST_CLIENTS; i++) {
                SocketChannel client = connect(socket);
                clients.add(client);
                write(client, "prompt\n");
                read(client, "> ");
            }
            assertThat(ask(socket, "")).isEqualTo("too many clients: 64 are connected; try again\n");
            for (SocketChannel client : clients) {
                client.close();
            }
        }
    }

    @Test
    void strangersGetOneLine() throws Exception {
        AdminSocket.Limits stranger =
                new AdminSocket.Limits(Duration.ofSeconds(5), fd -> new PeerCredentials(1, 4242, 4242, List.of()));
        try (AdminSocket socket = AdminSocket.open(path(), operations, stranger)) {
            assertThat(ask(socket, "")).isEqualTo("permission denied: user 4242 is not root and not in group weir\n");
            assertThat(operations.calls()).isEmpty();
        }
    }

    @Test
    void aSecondDaemonIsToldWhoHoldsTheSocket() throws Exception {
        try (AdminSocket socket = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(SocketUnavailable.class)
                    .hasMessage("another daemon answers on " + socket.path() + ": process "
                            + ProcessHandle.current().pid()
                            + "; stop it first, or give this one its own --socket and --state-directory");
            assertThat(ask(socket, "show info\n")).contains("Weir");
        }
    }

    @Test
    void aSocketThatAKilledDaemonLeftIsReplaced() throws Exception {
        try (var left = java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
            left.bind(UnixDomainSocketAddress.of(path()));
        }
        assertThat(path()).exists();
        try (AdminSocket socket = open()) {
            assertThat(ask(socket, "show info\n")).contains("Weir");
        }
    }

    @Test
    void theFileIsForOwnerAndGroupAndGoesAwayAtTheEnd() throws Exception {
        try (AdminSocket socket = open()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.path())))
                    .isEqualTo("rw-rw----");
        }
        assertThat(path()).doesNotExist();
    }

    @Test
    void aMissingDirectoryIsMadeButNotItsParents() throws Exception {
        Path one = directory.resolve("run/admin.sock");
        try (AdminSocket socket = AdminSocket.open(one, operations)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(one.getParent())))
                    .isEqualTo("rwxr-xr-x");
            assertThat(ask(socket, "show info\n")).contains("Weir");
        }
        Path two = directory.resolve("no/such/admin.sock");
        assertThatThrownBy(() -> AdminSocket.open(two, operations))
                .isInstanceOf(SocketUnavailable.class)
                .hasMessageContaining("the directory " + two.getParent() + " does not exist and cannot be made");
    }

    @Test
    void aFileThatIsNoSocketIsLeftAlone() throws Exception {
        Files.writeString(path(), "precious");
        assertThatThrownBy(this::open)
                .isInstanceOf(SocketUnavailable.class)
                .hasMessageContaining("exists and is no socket");
        assertThat(path()).hasContent("precious");
    }

    @Test
    void aPathLongerThanTheKernelTakesIsRefused() {
        assertThatThrownBy(() -> AdminSocket.open(directory.resolve("x".repeat(108)), operations))
                .isInstanceOf(SocketUnavailable.class)
                .hasMessageContaining("longer than the 107 bytes");
    }

    @Test
    void closingEndsConversations() throws Exception {
        AdminSocket socket = open();
        try (SocketChannel client = connect(socket)) {
            write(client, "prompt\n");
            read(client, "> ");
            socket.close();
            assertThat(readAll(client)).isEmpty();
        }
    }

    private AdminSocket open() throws SocketUnavailable {
        return AdminSocket.open(path(), operations);
    }

    private Path path() {
        return directory.resolve("admin.sock");
    }

    private static SocketChannel connect(AdminSocket socket) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket.path()));
    }

    private static String ask(AdminSocket socket, String text) throws IOException {
        try (SocketChannel client = connect(socket)) {
            write(client, text);
            return readAll(client);
        }
    }

    private static void write(SocketChannel client, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            client.write(bytes);
        }
    }

    private static String readAll(SocketChannel client) throws IOException {
        return new String(Channels.newInputStream(client).readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String read(SocketChannel client, String end) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (!text.toString(StandardCharsets.UTF_8).endsWith(end) && client.read(one) > 0) {
            text.write(one.flip().get());
            one.clear();
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
