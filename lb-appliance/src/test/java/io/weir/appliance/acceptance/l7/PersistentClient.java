package io.weir.appliance.acceptance.l7;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One client and what it is known by; asks which server it has. */
abstract class PersistentClient implements Closeable {
    /** The name of the server that answers now. */
    abstract String ask() throws IOException;

    @Override
    public void close() throws IOException {}

    /** Speaks HTTP over a connection that it keeps, keeps cookies, and sends a field of its own. */
    static final class Web extends PersistentClient {
        private final InetSocketAddress service;
        private final String own;
        private final String field;
        private final String path;
        private final Map<String, String> cookies = new TreeMap<>();
        private @Nullable Socket socket;
        private @Nullable InputStream in;

        /**
         * A client that has not connected yet.
         *
         * @param own the address it comes from
         * @param field a whole field line, or nothing
         * @param firstPath what it asks for as long as it has no cookie
         */
        Web(String vip, int port, String own, String field, String firstPath) {
            this.service = new InetSocketAddress(IpAddress.of(vip).toInetAddress(), port);
            this.own = own;
            this.field = field.isEmpty() ? "" : field + "\r\n";
            this.path = firstPath;
        }

        @Override
        String ask() throws IOException {
            Socket to = connected();
            StringBuilder request =
                    new StringBuilder("GET " + (cookies.isEmpty() ? path : "/") + " HTTP/1.1\r\nHost: a\r\n");
            request.append(field);
            cookies.forEach((name, value) -> request.append("Cookie: ")
                    .append(name)
                    .append('=')
                    .append(value)
                    .append("\r\n"));
            to.getOutputStream().write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
            InputStream from = Objects.requireNonNull(in);
            String head = NamedServer.head(from);
            assertThat(head).startsWith("HTTP/1.1 200 ");
            int length = 0;
            boolean ends = false;
            for (String line : head.split("\r\n", -1)) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                } else if (lower.startsWith("set-cookie:")) {
                    String pair = line.substring(11).strip().split(";", 2)[0];
                    cookies.put(pair.split("=", 2)[0], pair.split("=", 2)[1]);
                }
                ends |= lower.equals("connection: close");
            }
            String name = new String(from.readNBytes(length), StandardCharsets.US_ASCII);
            if (ends) {
                close();
            }
            return name;
        }

        private Socket connected() throws IOException {
            Socket there = socket;
            if (there == null) {
                there = new Socket();
                there.bind(new InetSocketAddress(IpAddress.of(own).toInetAddress(), 0));
                there.connect(service);
                there.setTcpNoDelay(true);
                there.setSoTimeout(20_000);
                socket = there;
                in = new BufferedInputStream(there.getInputStream());
            }
            return there;
        }

        @Override
        public void close() throws IOException {
            Socket there = socket;
            socket = null;
            if (there != null) {
                there.close();
            }
        }
    }

    /** Opens a session of RDP each time, as a client of Windows does ([MS-RDPBCGR], 4.1.1). */
    static final class Rdp extends PersistentClient {
        private static final int NAME = 4;

        private final InetSocketAddress service;
        private final byte[] request;

        /** @param line {@code Cookie: mstshash=USER} or {@code Cookie: msts=TOKEN} */
        Rdp(String vip, int port, String line) {
            service = new InetSocketAddress(IpAddress.of(vip).toInetAddress(), port);
            byte[] cookie = (line + "\r\n").getBytes(StandardCharsets.US_ASCII);
            int length = 4 + 7 + cookie.length + 8;
            request = ByteBuffer.allocate(length)
                    .put((byte) 3)
                    .put((byte) 0)
                    .putShort((short) length)
                    .put((byte) (length - 5))
                    // A connection request of X.224, from no reference to none, class 0.
                    .put(new byte[] {(byte) 0xe0, 0, 0, 0, 0, 0})
                    .put(cookie)
                    // What security is asked for: TLS or CredSSP.
                    .put(new byte[] {1, 0, 8, 0, 3, 0, 0, 0})
                    .array();
        }

        @Override
        String ask() throws IOException {
            try (Socket socket = new Socket()) {
                socket.connect(service);
                socket.setSoTimeout(20_000);
                socket.getOutputStream().write(request);
                String name = new String(socket.getInputStream().readNBytes(NAME), StandardCharsets.US_ASCII);
                assertThat(socket.getInputStream().readNBytes(request.length)).isEqualTo(request);
                return name;
            }
        }
    }
}
