package io.weir.appliance.acceptance.l7;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;

/**
 * A web application on one server: its name, what it was asked, a page of fifty objects that opens a WebSocket, a session
 * cookie of its own. HTTP/1.1 with connections kept alive. Arguments: name, address, port.
 */
final class WebPeer {
    private static final int HEAD_LIMIT = 65_536;

    private final String name;

    private WebPeer(String name) {
        this.name = name;
    }

    public static void main(String[] arguments) throws IOException {
        WebPeer peer = new WebPeer(arguments[0]);
        InetAddress address = InetAddress.getByName(arguments[1]);
        try (ServerSocket listener = new ServerSocket(Integer.parseInt(arguments[2]), 1024, address);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            System.out.println("READY");
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> peer.serve(socket));
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            OutputStream out = socket.getOutputStream();
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                if (!answer(head, in, out)) {
                    return;
                }
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            // The client has gone; the balancer's tests see what that did.
        }
    }

    /** Up to and without the empty line; empty at the end of the stream. */
    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.length() < HEAD_LIMIT) {
            int next = in.read();
            if (next < 0) {
                return "";
            }
            head.append((char) next);
            if (head.length() >= 4 && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.substring(0, head.length() - 2);
            }
        }
        throw new IOException("head too long");
    }

    /** False when the connection is over. */
    private boolean answer(String head, DataInputStream in, OutputStream out)
            throws IOException, NoSuchAlgorithmException {
        String path = head.split(" ", 3)[1];
        int length = length(head);
        int read = in.readNBytes(length).length;
        if (path.equals("/ws")) {
            upgrade(head, out);
            echo(in, out);
            return false;
        }
        String more =
                path.equals("/session") ? "Set-Cookie: JSESSIONID=" + name + "-" + System.nanoTime() + "\r\n" : "";
        if (path.equals("/error")) {
            send(out, "500 Internal Server Error", "text/plain", more, name + "\n");
        } else if (path.equals("/page")) {
            send(out, "200 OK", "text/html; charset=utf-8", more, page());
        } else if (path.startsWith("/object/")) {
            send(
                    out,
                    "200 OK",
                    "image/svg+xml",
                    more,
                    "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'/>");
        } else if (path.startsWith("/echo")) {
            send(out, "200 OK", "text/plain", more, head);
        } else if (path.equals("/count")) {
            send(out, "200 OK", "text/plain", more, read + "\n");
        } else {
            send(out, "200 OK", "text/plain", more, name + "\n");
        }
        return true;
    }

    private static int length(String head) {
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                return Integer.parseInt(line.substring(15).strip());
            }
        }
        return 0;
    }

    private static void send(OutputStream out, String status, String type, String more, String body)
            throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "HTTP/1.1 " + status + "\r\nContent-Type: " + type + "\r\nContent-Length: " + bytes.length
                + "\r\n" + more + "\r\n";
        byte[] start = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[start.length + bytes.length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(bytes, 0, all, start.length, bytes.length);
        out.write(all);
    }

    private static String page() {
        List<String> objects = new ArrayList<>();
        for (int i = 1; i <= 50; i++) {
            objects.add("<img src='/object/" + i + "' onload='loaded++; told()'>");
        }
        return """
                <!doctype html><title>weir</title><script>
                let loaded = 0, echoed = '';
                function told() {
                  document.getElementById('told').textContent = 'objects=' + loaded + ' echo=' + echoed;
                }
                </script><p id=told></p>
                """ + String.join("\n", objects) + """
                <script>
                const socket = new WebSocket((location.protocol === 'https:' ? 'wss://' : 'ws://') + location.host + '/ws');
                socket.onopen = () => socket.send('image 1');
                socket.onmessage = event => { echoed = event.data; told(); };
                </script>
                """;
    }

    private static void upgrade(String head, OutputStream out) throws IOException, NoSuchAlgorithmException {
        String key = "";
        for (String line : head.split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-key:")) {
                key = line.substring(18).strip();
            }
        }
        byte[] accept = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
        out.write(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        + "Sec-WebSocket-Accept: " + Base64.getEncoder().encodeToString(accept) + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends short frames back, unmasked (RFC 6455, section 5). */
    private static void echo(DataInputStream in, OutputStream out) throws IOException {
        try {
            while (true) {
                int first = in.readUnsignedByte();
                int length = in.readUnsignedByte() & 0x7f;
                if (length == 126) {
                    length = in.readUnsignedShort();
                }
                byte[] mask = in.readNBytes(4);
                byte[] data = in.readNBytes(length);
                for (int i = 0; i < data.length; i++) {
                    data[i] ^= mask[i % 4];
                }
                boolean wide = length > 125;
                byte[] frame = new byte[(wide ? 4 : 2) + length];
                frame[0] = (byte) first;
                frame[1] = (byte) (wide ? 126 : length);
                if (wide) {
                    frame[2] = (byte) (length >> 8);
                    frame[3] = (byte) length;
                }
                System.arraycopy(data, 0, frame, frame.length - length, length);
                out.write(frame);
                if ((first & 0x0f) == 8) {
                    return;
                }
            }
        } catch (EOFException e) {
            // The end of the tunnel.
        }
    }
}
