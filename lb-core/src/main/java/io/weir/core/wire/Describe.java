package io.weir.core.wire;

import io.weir.core.net.IpAddress;
import java.util.HexFormat;

/** Text shared by the views' descriptions; never on the packet path. */
final class Describe {
    private static final String[] TCP_FLAG_LETTERS = {"F", "S", "R", "P", ".", "U", "E", "W"};

    private Describe() {}

    static String hex16(int value) {
        return "0x" + HexFormat.of().toHexDigits((short) value);
    }

    static IpAddress v4(int bits) {
        return IpAddress.v4(bits);
    }

    static IpAddress v6(long high, long low) {
        return IpAddress.v6(high, low);
    }

    /** The letters tcpdump uses: {@code .} for ACK, {@code W} for CWR. */
    static void tcpFlags(StringBuilder out, int flags) {
        for (int bit = 0; bit < TCP_FLAG_LETTERS.length; bit++) {
            if ((flags & (1 << bit)) != 0) {
                out.append(TCP_FLAG_LETTERS[bit]);
            }
        }
    }
}
