package io.weir.bench.l4;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.List;

/** Child process of {@link SmallPackets}: sends the smallest packets as fast as the kernel takes them, until it is ended. */
final class Flood {
    static final String SENDING = "sending";

    /** 64 bytes on the wire: 14 Ethernet, 20 IPv4, 8 UDP, 4 check sequence, and this. */
    private static final int PAYLOAD = 18;

    private static final int FLOWS = 32;

    private Flood() {}

    /** Arguments: address, port, number of threads; each sends from {@value #FLOWS} ports in turn. */
    @SuppressWarnings("SystemOut") // The parent process waits for this line.
    public static void main(String[] arguments) throws IOException, InterruptedException {
        InetSocketAddress target = new InetSocketAddress(arguments[0], Integer.parseInt(arguments[1]));
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[2]); i++) {
            List<DatagramChannel> channels = new ArrayList<>();
            for (int flow = 0; flow < FLOWS; flow++) {
                channels.add(DatagramChannel.open().connect(target));
            }
            threads.add(Thread.ofPlatform().start(() -> send(channels.toArray(new DatagramChannel[0]))));
        }
        System.out.println(SENDING);
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void send(DatagramChannel[] channels) {
        ByteBuffer packet = ByteBuffer.allocateDirect(PAYLOAD);
        try {
            while (true) {
                for (DatagramChannel channel : channels) {
                    channel.write(packet.clear());
                }
            }
        } catch (IOException e) {
            System.err.println("no more packets: " + e.getMessage());
        }
    }
}
