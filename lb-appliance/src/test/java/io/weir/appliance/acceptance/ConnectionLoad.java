package io.weir.appliance.acceptance;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Many connections from one thread. {@code hold ADDRESS PORT COUNT} opens them all, waits for each greeting, prints
 * {@code HELD}, and at the next line of input asks each for an empty image and prints {@code DONE answered failed}.
 * {@code short ADDRESS PORT COUNT PARALLEL} opens each, reads its greeting and closes it, and prints the same.
 */
public final class ConnectionLoad {
    private static final int CONNECT_AT_ONCE = 500;

    private final InetSocketAddress target;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1024);
    private int answered;
    private int failed;

    private ConnectionLoad(InetSocketAddress target) throws IOException {
        this.target = target;
    }

    /** Runs one of the two. */
    public static void main(String[] arguments) throws IOException {
        ConnectionLoad load = new ConnectionLoad(new InetSocketAddress(arguments[1], Integer.parseInt(arguments[2])));
        int count = Integer.parseInt(arguments[3]);
        if (arguments[0].equals("hold")) {
            load.hold(count);
        } else {
            load.shortOnes(count, Integer.parseInt(arguments[4]));
        }
    }

    private void hold(int count) throws IOException {
        List<SocketChannel> held = new ArrayList<>();
        while (held.size() < count && failed == 0) {
            int batch = Math.min(CONNECT_AT_ONCE, count - held.size());
            for (int i = 0; i < batch; i++) {
                held.add(open());
            }
            awaitLines(held.size(), 1, "ARCHIVE ");
        }
        System.out.println("HELD " + answered + " " + failed);
        if (System.in.read() < 0) {
            return;
        }
        answered = 0;
        ByteBuffer request = ByteBuffer.wrap("FETCH 0 0\n".getBytes(StandardCharsets.US_ASCII));
        for (SocketChannel channel : held) {
            channel.write(request.rewind());
        }
        awaitLines(count, 2, "IMAGE 0\nSHA256 ");
        System.out.println("DONE " + answered + " " + failed);
        for (SocketChannel channel : held) {
            channel.close();
        }
    }

    private void shortOnes(int count, int parallel) throws IOException {
        long start = System.nanoTime();
        int opened = 0;
        while (opened < Math.min(count, parallel)) {
            open();
            opened++;
        }
        while (answered + failed < count) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                if (advance(key, 1, "ARCHIVE ")) {
                    key.channel().close();
                    if (opened < count) {
                        open();
                        opened++;
                    }
                }
            }
            selector.selectedKeys().clear();
        }
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.println("DONE " + answered + " " + failed + " in " + millis + " ms");
    }

    private SocketChannel open() throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.connect(target);
        channel.register(selector, SelectionKey.OP_CONNECT, new Received());
        return channel;
    }

    private void awaitLines(int total, int lines, String start) throws IOException {
        while (answered + failed < total) {
            selector.select();
            for (SelectionKey key : selector.selectedKeys()) {
                advance(key, lines, start);
            }
            selector.selectedKeys().clear();
        }
    }

    /** Whether this connection has its answer, or has failed. */
    private boolean advance(SelectionKey key, int lines, String start) {
        SocketChannel channel = (SocketChannel) key.channel();
        StringBuilder received = ((Received) key.attachment()).text;
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                key.interestOps(SelectionKey.OP_READ);
            }
            if (!key.isReadable()) {
                return false;
            }
            int count = channel.read(buffer.clear());
            if (count < 0) {
                throw new IOException("closed after '" + received + "'");
            }
            received.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
            if (received.chars().filter(octet -> octet == '\n').count() < lines) {
                return false;
            }
            if (!received.toString().startsWith(start)) {
                throw new IOException("expected '" + start + "…', got '" + received + "'");
            }
            received.setLength(0);
            answered++;
            return true;
        } catch (IOException e) {
            System.err.println(e);
            failed++;
            key.cancel();
            return true;
        }
    }

    /** What has come on one connection and is not an answer yet. */
    private static final class Received {
        private final StringBuilder text = new StringBuilder();
    }
}
