package io.weir.kernel.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.testing.TestHost;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.FutureTask;

/** Connections as those of an administrator. */
public final class Sessions {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final byte[] TYPED = "ls".getBytes(StandardCharsets.US_ASCII);

    private Sessions() {}

    /** Connects and has what it types echoed. */
    public static void talk(TestHost client, TestHost server, String address, int port) throws Exception {
        try (ServerSocket listener = server.call(() -> new ServerSocket(port, 1, InetAddress.getByName(address)))) {
            FutureTask<Boolean> echo = new FutureTask<>(() -> {
                try (Socket accepted = listener.accept()) {
                    accepted.getOutputStream().write(accepted.getInputStream().readNBytes(TYPED.length));
                    return true;
                }
            });
            Thread.ofPlatform().daemon().start(echo);
            byte[] echoed = client.call(() -> {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), TIMEOUT_MILLIS);
                    socket.setSoTimeout(TIMEOUT_MILLIS);
                    socket.getOutputStream().write(TYPED);
                    return socket.getInputStream().readNBytes(TYPED.length);
                }
            });
            assertThat(echoed).isEqualTo(TYPED);
            assertThat(echo.get()).isTrue();
        }
    }
}
