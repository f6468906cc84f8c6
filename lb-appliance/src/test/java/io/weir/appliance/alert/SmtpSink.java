package io.weir.appliance.alert;

import io.weir.core.net.IpAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server on loopback that keeps what it gets; replies can be replaced, and TLS offered. */
final class SmtpSink implements AutoCloseable {
    final BlockingQueue<String> mails = new LinkedBlockingQueue<>();
    final List<String> commands = new CopyOnWriteArrayList<>();
    /** Replies in place of the usual ones, each once: a command's beginning, a blank, the reply. */
    final BlockingQueue<String> refusals = new LinkedBlockingQueue<>();

    private final ServerSocket listener;
    private final @Nullable SSLContext tls;

    SmtpSink(@Nullable SSLContext tls) throws IOException {
        this.tls = tls;
        this.listener = new ServerSocket(0, 50, IpAddress.of("127.0.0.1").toInetAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                talk(socket);
            } catch (IOException e) {
                // The client went away, or the test is over.
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        say(socket, "220 sink ready");
        while (true) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (String line = in.readLine(); ; line = in.readLine()) {
                if (line == null) {
                    return;
                }
                commands.add(line);
                if (line.equals("STARTTLS")) {
                    say(socket, "220 go ahead");
                    SSLContext context = Objects.requireNonNull(tls);
                    SSLSocket secure =
                            (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                    secure.setUseClientMode(false);
                    socket = secure;
                    break;
                }
                if (line.equals("QUIT")) {
                    say(socket, "221 bye");
                    return;
                }
                reply(socket, line, in);
            }
        }
    }

    private void reply(Socket socket, String line, BufferedReader in) throws IOException {
        String refusal = refusals.peek();
        if (refusal != null && line.startsWith(refusal.substring(0, refusal.indexOf('|')))) {
            refusals.remove();
            say(socket, refusal.substring(refusal.indexOf('|') + 1));
            return;
        }
        if (line.startsWith("EHLO")) {
            say(
                    socket,
                    "250-sink\r\n250-SIZE 1000000\r\n250-AUTH LOGIN PLAIN" + (tls == null ? "" : "\r\n250-STARTTLS")
                            + "\r\n250 8BITMIME");
        } else if (line.startsWith("AUTH PLAIN")) {
            say(socket, "235 welcome");
        } else if (line.equals("DATA")) {
            say(socket, "354 go on");
            StringBuilder mail = new StringBuilder();
            for (String text = in.readLine(); text != null && !text.equals("."); text = in.readLine()) {
                mail.append(text.startsWith(".") ? text.substring(1) : text).append('\n');
            }
            say(socket, "250 queued");
            mails.add(mail.toString());
        } else {
            say(socket, "250 fine");
        }
    }

    private static void say(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
