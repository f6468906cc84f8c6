package io.weir.appliance.ping;

import io.weir.core.wire.InternetChecksum;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Echo requests of RFC 792 and RFC 4443, and what answers them: replies and errors. */
final class EchoMessage {
    private static final int HEADER = 8;
    private static final int NONCE = 16;
    private static final int IPV6_HEADER = 40;

    private EchoMessage() {}

    /**
     * What came back.
     *
     * @param sequence of the request
     * @param nonce what the reply repeats; null for an error, which need not
     * @param destination where the request went, for errors; null for replies
     * @param failure the error in words; null for replies
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared as a whole.
    record Answer(
            int sequence,
            byte @Nullable [] nonce,
            byte @Nullable [] destination,
            @Nullable String failure) {}

    static byte[] request(boolean v6, int id, int sequence, byte[] nonce) {
        ByteBuffer message = ByteBuffer.allocate(HEADER + NONCE);
        message.put((byte) (v6 ? 128 : 8)).put((byte) 0).putShort((short) 0);
        message.putShort((short) id).putShort((short) sequence).put(nonce);
        if (!v6) {
            int checksum = InternetChecksum.checksum(MemorySegment.ofArray(message.array()), 0, HEADER + NONCE);
            message.putShort(2, (short) checksum);
        }
        return message.array();
    }

    /**
     * Reads a message.
     *
     * @param id of our requests, which errors must repeat
     * @return null when it is nothing of ours
     */
    static @Nullable Answer read(boolean v6, byte[] message, int id) {
        if (message.length < HEADER) {
            return null;
        }
        int type = message[0] & 0xff;
        if (type == (v6 ? 129 : 0)) {
            return message.length < HEADER + NONCE
                    ? null
                    : new Answer(sixteen(message, 6), Arrays.copyOfRange(message, HEADER, HEADER + NONCE), null, null);
        }
        String failure = v6 ? failure6(type, message[1]) : failure4(type, message[1]);
        return failure == null ? null : error(v6, message, id, failure);
    }

    /** An error holds the packet that caused it: our request after its IP header. */
    private static @Nullable Answer error(boolean v6, byte[] message, int id, String failure) {
        int header = v6 ? IPV6_HEADER : message.length > HEADER ? (message[HEADER] & 0xf) * 4 : 0;
        int inner = HEADER + header;
        if (header < 20 || inner + HEADER > message.length) {
            return null;
        }
        if ((message[inner] & 0xff) != (v6 ? 128 : 8) || sixteen(message, inner + 4) != id) {
            return null;
        }
        int at = HEADER + (v6 ? 24 : 16);
        byte[] destination = Arrays.copyOfRange(message, at, at + (v6 ? 16 : 4));
        return new Answer(sixteen(message, inner + 6), null, destination, failure);
    }

    private static @Nullable String failure4(int type, int code) {
        if (type == 11) {
            return "time to live exceeded in transit";
        }
        if (type != 3) {
            return null;
        }
        return switch (code) {
            case 0, 6 -> "network unreachable";
            case 1, 7 -> "host unreachable";
            case 9, 10, 13 -> "administratively prohibited";
            default -> "destination unreachable, code " + code;
        };
    }

    private static @Nullable String failure6(int type, int code) {
        if (type == 3) {
            return "hop limit exceeded in transit";
        }
        if (type != 1) {
            return null;
        }
        return switch (code) {
            case 0 -> "network unreachable";
            case 1, 5, 6 -> "administratively prohibited";
            case 3 -> "host unreachable";
            default -> "destination unreachable, code " + code;
        };
    }

    private static int sixteen(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }
}
