package io.weir.l7.persist;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.AsciiString;
import io.weir.core.net.IpAddress;
import org.jspecify.annotations.Nullable;

/**
 * The connection request that begins RDP (MS-RDPBCGR, 2.2.1.1): a TPKT header (RFC 1006), an X.224 connection request,
 * then lines that end with CR LF: {@code Cookie: mstshash=USER}, or {@code Cookie: msts=ADDRESS.PORT.0000}, the token of a
 * Connection Broker with the IPv4 address as a little-endian number and the port with its bytes swapped.
 *
 * @param progress whether more must come before anything can be said
 * @param user in lower case, as Windows compares them; null without one
 * @param server the address the token names; null without one
 * @param port the port the token names
 */
public record RdpRequest(
        Progress progress,
        @Nullable AsciiString user,
        @Nullable IpAddress server,
        int port) {
    /** Longest request that is waited for, in bytes. */
    public static final int MOST_BYTES = 4096;

    /** How far a parse got. */
    public enum Progress {
        /** What came so far may become a request. */
        INCOMPLETE,
        /** It is none, or one that is too long. */
        OTHER,
        /** It is one. */
        COMPLETE
    }

    private static final RdpRequest INCOMPLETE = new RdpRequest(Progress.INCOMPLETE, null, null, 0);
    private static final RdpRequest OTHER = new RdpRequest(Progress.OTHER, null, null, 0);

    private static final int FIXED = 11;
    private static final int TPKT_VERSION = 3;
    private static final int CONNECTION_REQUEST = 0xe0;
    private static final AsciiString COOKIE = AsciiString.cached("cookie:");
    private static final AsciiString USER = AsciiString.cached("mstshash=");
    private static final AsciiString TOKEN = AsciiString.cached("msts=");

    /** Looks at the beginning of a stream, from the reader index; moves nothing. */
    public static RdpRequest parse(ByteBuf bytes) {
        int start = bytes.readerIndex();
        int there = bytes.readableBytes();
        if (there >= 1 && bytes.getByte(start) != TPKT_VERSION) {
            return OTHER;
        }
        if (there >= 6 && (bytes.getByte(start + 5) & 0xf0) != CONNECTION_REQUEST) {
            return OTHER;
        }
        if (there < 4) {
            return INCOMPLETE;
        }
        int length = bytes.getUnsignedShort(start + 2);
        if (length < FIXED || length > MOST_BYTES) {
            return OTHER;
        }
        if (there < length) {
            return INCOMPLETE;
        }
        return lines(new AsciiString(ByteBufUtil.getBytes(bytes, start + FIXED, length - FIXED), false));
    }

    private static RdpRequest lines(AsciiString text) {
        AsciiString user = null;
        RdpRequest token = null;
        int at = 0;
        for (int end = lineEnd(text, at); end >= 0; end = lineEnd(text, at)) {
            AsciiString value = cookie(text.subSequence(at, end, false));
            if (value != null && user == null && value.regionMatches(true, 0, USER, 0, USER.length())) {
                AsciiString name = value.subSequence(USER.length(), value.length(), true);
                user = name.isEmpty() ? null : name.toLowerCase();
            } else if (value != null && token == null && value.regionMatches(true, 0, TOKEN, 0, TOKEN.length())) {
                token = token(value.subSequence(TOKEN.length(), value.length(), false));
            }
            at = end + 2;
        }
        return token == null
                ? new RdpRequest(Progress.COMPLETE, user, null, 0)
                : new RdpRequest(Progress.COMPLETE, user, token.server, token.port);
    }

    private static int lineEnd(AsciiString text, int from) {
        for (int i = from; i + 1 < text.length(); i++) {
            if (text.charAt(i) == '\r' && text.charAt(i + 1) == '\n') {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable AsciiString cookie(AsciiString line) {
        return line.regionMatches(true, 0, COOKIE, 0, COOKIE.length())
                ? line.subSequence(COOKIE.length(), line.length(), false).trim()
                : null;
    }

    /** {@code 3640205228.15629.0000} is 172.31.249.216:3389. */
    private static @Nullable RdpRequest token(AsciiString text) {
        int dot = text.indexOf('.', 0);
        int second = dot < 0 ? -1 : text.indexOf('.', dot + 1);
        if (second < 0) {
            return null;
        }
        long address = number(text, 0, dot, 0xffff_ffffL);
        long port = number(text, dot + 1, second, 0xffff);
        if (address < 0 || port < 0) {
            return null;
        }
        IpAddress server = new IpAddress(0, Integer.toUnsignedLong(Integer.reverseBytes((int) address)), false);
        return new RdpRequest(Progress.COMPLETE, null, server, Short.toUnsignedInt(Short.reverseBytes((short) port)));
    }

    private static long number(AsciiString text, int from, int end, long most) {
        if (from == end || end - from > 10) {
            return -1;
        }
        long number = 0;
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            number = number * 10 + (c - '0');
        }
        return number <= most ? number : -1;
    }
}
