package io.weir.appliance.demo;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * A client that does what it is told line by line, and answers each command with one line that begins with the
 * command's word. Every request is a connection of its own.
 */
final class DemoClient {
    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
    private static final Duration LOAD_PAUSE = Duration.ofMillis(50);

    private final InetAddress own;
    private final PrintStream out;
    private final SSLContext tls = acceptEveryCertificate();
    private volatile boolean loading;
    private @Nullable Thread load;

    DemoClient(InetAddress own, PrintStream out) {
        this.own = own;
        this.out = out;
    }

    /** Takes commands until the stream ends. */
    void serve(InputStream commands) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(commands, StandardCharsets.UTF_8));
        out.println(DemoPeer.READY);
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "web" -> repeat(words, this::requestWeb);
                case "archive" -> repeat(words, this::requestArchive);
                case "certificate" -> out.println("certificate " + certificate(target(words)));
                case "page" -> out.println("page " + page(target(words)));
                case "load" -> startLoad(target(words));
                case "unload" -> stopLoad();
                case "transfer" -> startTransfer(target(words), Long.parseLong(words[3]), Long.parseLong(words[4]));
                case "store" -> startStore(target(words), Long.parseLong(words[3]));
                default -> out.println("error no command " + words[0]);
            }
        }
    }

    private static InetSocketAddress target(String[] words) {
        return new InetSocketAddress(words[1], Integer.parseInt(words[2]));
    }

    private void repeat(String[] words, Request request) {
        Tally tally = Tally.NONE;
        InetSocketAddress target = target(words);
        for (int i = Integer.parseInt(words[3]); i > 0; i--) {
            tally = once(tally, target, request);
        }
        out.println(words[0] + " " + tally.encoded());
    }

    private static Tally once(Tally tally, InetSocketAddress target, Request request) {
        try {
            return tally.answeredBy(request.serverThatAnswers(target));
        } catch (IOException e) {
            // The count of failures is the observation; which exception it was tells the visitor nothing.
            return tally.failedOnce();
        }
    }

    private String requestWeb(InetSocketAddress target) throws IOException {
        try (SSLSocket socket = secure(target)) {
            BufferedReader reader = get(socket);
            for (String line = reader.readLine(); line != null && !line.isEmpty(); line = reader.readLine()) {
                if (line.regionMatches(true, 0, WebNode.SERVED_BY + ": ", 0, WebNode.SERVED_BY.length() + 2)) {
                    return line.substring(WebNode.SERVED_BY.length() + 2).strip();
                }
            }
            throw new IOException("no web node answered");
        }
    }

    private String requestArchive(InetSocketAddress target) throws IOException {
        try (Socket socket = connect(target)) {
            return greeting(socket.getInputStream());
        }
    }

    private static String greeting(InputStream in) throws IOException {
        String line = ArchiveWire.readLine(in);
        if (line == null || !line.startsWith("ARCHIVE ")) {
            throw new IOException("no archive answered");
        }
        return line.split(" ", -1)[1];
    }

    private String certificate(InetSocketAddress target) {
        try (SSLSocket socket = secure(target)) {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        } catch (SSLPeerUnverifiedException e) {
            return "none: " + e.getMessage();
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }

    /** The status line and title of a page over plain HTTP. */
    private String page(InetSocketAddress target) {
        try (Socket socket = connect(target)) {
            BufferedReader reader = get(socket);
            String status = String.valueOf(reader.readLine());
            String title = reader.lines()
                    .filter(line -> line.contains("<title>"))
                    .findFirst()
                    .map(line -> line.replaceAll("<[^>]*>", "").strip())
                    .orElse("no title");
            return status + " | " + title;
        } catch (IOException e) {
            return "failed: " + e.getMessage();
        }
    }

    private static BufferedReader get(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET / HTTP/1.1\r\nHost: dynamyx.example\r\nConnection: close\r\n\r\n"
                        .getBytes(StandardCharsets.US_ASCII));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private void startLoad(InetSocketAddress target) {
        loading = true;
        load = Thread.ofPlatform().daemon().start(() -> {
            Tally tally = Tally.NONE;
            while (loading) {
                tally = once(tally, target, this::requestArchive);
                LockSupport.parkNanos(LOAD_PAUSE.toNanos());
            }
            out.println("unload " + tally.encoded());
        });
        out.println("load started");
    }

    private void stopLoad() {
        loading = false;
        try {
            if (load != null) {
                load.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers {@code transfer started SERVER} at the first bytes, and at the end {@code transfer complete} or not. */
    private void startTransfer(InetSocketAddress target, long length, long bytesPerSecond) {
        Thread.ofPlatform().daemon().start(() -> {
            long start = System.nanoTime();
            try (Socket socket = connect(target)) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                String server = greeting(in);
                ArchiveWire.writeLine(socket.getOutputStream(), "FETCH " + length + " " + bytesPerSecond);
                String head = ArchiveWire.readLine(in);
                if (!("IMAGE " + length).equals(head)) {
                    throw new IOException("the archive answered " + head);
                }
                in.mark(1);
                if (in.read() < 0) {
                    throw new IOException("the archive sent nothing");
                }
                in.reset();
                out.println("transfer started " + server);
                String received = ArchiveWire.receive(in, length);
                String sent = ArchiveWire.readLine(in);
                out.println(
                        ("SHA256 " + received).equals(sent)
                                ? "transfer complete " + length + " bytes, SHA-256 equal"
                                : "transfer damaged: received SHA-256 " + received + ", sent " + sent);
            } catch (IOException e) {
                out.println("transfer cut after "
                        + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms: " + e.getMessage());
            }
        });
    }

    /** Sends an image as fast as it goes, and answers {@code store complete} or not at the end. */
    private void startStore(InetSocketAddress target, long length) {
        Thread.ofPlatform().daemon().start(() -> {
            try (Socket socket = connect(target)) {
                InputStream in = new BufferedInputStream(socket.getInputStream());
                greeting(in);
                OutputStream image = new BufferedOutputStream(socket.getOutputStream(), 1 << 16);
                ArchiveWire.writeLine(image, "STORE " + length);
                String sent = ArchiveWire.send(image, length, 0);
                image.flush();
                String stored = ArchiveWire.readLine(in);
                out.println(
                        ("STORED " + length + " " + sent).equals(stored)
                                ? "store complete " + length + " bytes, SHA-256 equal"
                                : "store damaged: sent SHA-256 " + sent + ", stored " + stored);
            } catch (IOException e) {
                out.println("store cut: " + e.getMessage());
            }
        });
    }

    private Socket connect(InetSocketAddress target) throws IOException {
        Socket socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(own, 0));
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(target, TIMEOUT_MILLIS);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private SSLSocket secure(InetSocketAddress target) throws IOException {
        Socket plain = connect(target);
        try {
            SSLSocket socket = (SSLSocket)
                    tls.getSocketFactory().createSocket(plain, target.getHostString(), target.getPort(), true);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    /** The certificates are made for this run and self-signed; the demonstration reads their names itself. */
    private static SSLContext acceptEveryCertificate() {
        X509TrustManager every = new X509TrustManager() {
            @Override
            public void checkClientTrusted(X509Certificate[] chain, String type) {}

            @Override
            public void checkServerTrusted(X509Certificate[] chain, String type) {}

            @Override
            public X509Certificate[] getAcceptedIssuers() {
                return new X509Certificate[0];
            }
        };
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {every}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** One request on one connection. */
    private interface Request {
        String serverThatAnswers(InetSocketAddress target) throws IOException;
    }
}
