package io.weir.bench.l4;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Child process of {@link SmallFlood}: sends the smallest packets, until it is ended. */
final class Flood {
    static final String SENDING = "sending";

    /** 64 bytes on the wire: 14 Ethernet, 20 IPv4, 8 UDP, 4 check sequence, and this. */
    private static final int PAYLOAD = 18;

    private static final int FLOWS = 32;

    private Flood() {}

    /**
     * Arguments: address, port, number of threads, packets that each sends in a second (0: as many as the kernel takes).
     * Each sends from {@value #FLOWS} ports in turn.
     */
    @SuppressWarnings("SystemOut") // The parent process waits for this line.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        long pause = pauseNanos(Integer.parseInt(arguments[3]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            List<DatagramChannel> channels = new ArrayList<>();
            for (int flow = 0; flow < FLOWS; flow++) {
                channels.add(DatagramChannel.open().connect(target));
            }
            threads.add(Thread.ofPlatform().start(() -> send(channels.toArray(new DatagramChannel[0]), pause)));
        }
        System.out.println(SENDING);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Between the beginnings of two turns, one packet of each flow; 0 for none. */
    static long pauseNanos(int packetsPerSecond) {
        return packetsPerSecond == 0 ? 0 : FLOWS * 1_000_000_000L / packetsPerSecond;
    }

    private static void awaitTurn(long turn, long pause) {
        while (pause > 0) {
            long left = turn - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(left);
        }
    }

    private static void send(DatagramChannel[] channels, long pause) {
        ByteBuffer packet = ByteBuffer.allocateDirect(PAYLOAD);
        try {
            for (long next = System.nanoTime(); true; next += pause) {
                awaitTurn(next, pause);
                for (DatagramChannel channel : channels) {
                    channel.write(packet.clear());
                }
            }
        } catch (IOException e) {
            System.err.println("no more packets: " + e.getMessage());
        }
    }
}
