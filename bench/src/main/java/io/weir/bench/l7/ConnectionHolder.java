package io.weir.bench.l7;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Child process of {@link IdleMemory}: opens connections, makes one request on each, and holds them. */
final class ConnectionHolder {
    static final String HOLDING = "holding";

    private static final byte[] REQUEST = "GET / HTTP/1.1\r\nHost: bench\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private ConnectionHolder() {}

    /** Arguments: address, port, number of connections. Ends when its standard input does. */
    @SuppressWarnings("SystemOut") // The parent process waits for this line.
    public static void main(String[] arguments) throws IOException {
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        int wanted = Integer.parseInt(arguments[2]);
        List<SocketChannel> held = new ArrayList<>(wanted);
        ByteBuffer answer = ByteBuffer.allocate(4096);
        while (held.size() < wanted) {
            SocketChannel connection = SocketChannel.open(target);
            connection.write(ByteBuffer.wrap(REQUEST));
            if (connection.read(answer.clear()) <= 0) {
                throw new IOException("connection " + held.size() + " was closed");
            }
            held.add(connection);
        }
        System.out.println(HOLDING);
        while (System.in.read() >= 0) {
            // Only the end of the input matters.
        }
        for (SocketChannel connection : held) {
            connection.close();
        }
    }
}
