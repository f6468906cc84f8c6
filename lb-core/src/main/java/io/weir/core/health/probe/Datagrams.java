package io.weir.core.health.probe;

import io.weir.core.health.CheckTarget;
import io.weir.core.net.IpAddress;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Questions and answers over UDP: what is lost on the way is asked again, so that one lost packet is no dead server. */
final class Datagrams {
    /** Of a check's time each: a question is asked so often, and the last has as long as the others. */
    private static final int TRIES = 3;

    private static final int MOST_STRANGE = 100;
    private static final int LARGEST = 8192;

    private Datagrams() {}

    /**
     * Makes the question, once the local address is known, and judges answers.
     *
     * @param <T> what an answer becomes
     */
    interface Question<T> {
        /** The datagram to send, the same each time. */
        byte[] datagram(InetSocketAddress local);

        /** What the answer says; null when it is not the answer to this question, and another may come. */
        @Nullable T answer(byte[] datagram) throws Unhealthy;
    }

    static <T> T ask(CheckTarget target, Deadline deadline, Question<T> question) throws Unhealthy {
        return ask(target, deadline, question, "");
    }

    /**
     * Asks and waits.
     *
     * @param hint added when nothing comes
     */
    static <T> T ask(CheckTarget target, Deadline deadline, Question<T> question, String hint) throws Unhealthy {
        try (DatagramChannel channel = DatagramChannel.open()) {
            IpAddress source = target.source();
            if (source != null) {
                bind(channel, source);
            }
            channel.connect(new InetSocketAddress(target.address().toInetAddress(), target.port()));
            byte[] datagram = question.datagram((InetSocketAddress) channel.getLocalAddress());
            Duration wait = deadline.left().dividedBy(TRIES);
            for (int left = TRIES; left > 0; left--) {
                channel.write(ByteBuffer.wrap(datagram));
                T answer = await(channel, left == 1 ? deadline : deadline.atMost(wait), question);
                if (answer != null) {
                    return answer;
                }
            }
            throw new Unhealthy("L7TOUT", "no answer in " + deadline.whole() + hint);
        } catch (PortUnreachableException e) {
            throw new Unhealthy("L4CON", "connection refused");
        } catch (IOException e) {
            throw new Unhealthy("L4CON", SystemWords.of(e));
        }
    }

    private static void bind(DatagramChannel channel, IpAddress source) throws Unhealthy {
        try {
            channel.bind(new InetSocketAddress(source.toInetAddress(), 0));
        } catch (IOException e) {
            throw new Unhealthy("L4CON", "cannot check from the source address " + source + ": " + SystemWords.of(e));
        }
    }

    private static <T> @Nullable T await(DatagramChannel channel, Deadline until, Question<T> question)
            throws IOException, Unhealthy {
        byte[] room = new byte[LARGEST];
        for (int strange = 0; strange < MOST_STRANGE && !until.passed(); strange++) {
            channel.socket().setSoTimeout(until.millisLeft());
            DatagramPacket packet = new DatagramPacket(room, room.length);
            try {
                channel.socket().receive(packet);
            } catch (SocketTimeoutException e) {
                return null;
            }
            T answer = question.answer(Arrays.copyOf(room, packet.getLength()));
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }
}
