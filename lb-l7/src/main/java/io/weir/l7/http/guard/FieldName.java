package io.weir.l7.http.guard;

import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The field names that are known, so that they are shared and what they are for is a look away. What every one of them
 * does with a message on its way is here, for both versions.
 */
public enum FieldName {
    HOST("Host", Use.ROUTING),
    CONTENT_LENGTH("Content-Length", Use.FRAMING),
    TRANSFER_ENCODING("Transfer-Encoding", Use.FRAMING),
    CONNECTION("Connection", Use.HOP),
    KEEP_ALIVE("Keep-Alive", Use.HOP),
    PROXY_CONNECTION("Proxy-Connection", Use.HOP),
    PROXY_AUTHENTICATE("Proxy-Authenticate", Use.HOP),
    PROXY_AUTHORIZATION("Proxy-Authorization", Use.HOP),
    PROXY_AUTHENTICATION_INFO("Proxy-Authentication-Info", Use.HOP),
    PROXY("Proxy", Use.HOP),
    TE("TE", Use.HOP),
    UPGRADE("Upgrade", Use.HOP),
    HTTP2_SETTINGS("HTTP2-Settings", Use.HOP),
    EXPECT("Expect", Use.CONTROL),
    TRAILER("Trailer", Use.CONTROL),
    AUTHORIZATION("Authorization", Use.CONTROL),
    COOKIE("Cookie", Use.CONTROL),
    SET_COOKIE("Set-Cookie", Use.CONTROL),
    WWW_AUTHENTICATE("WWW-Authenticate", Use.CONTROL),
    AUTHENTICATION_INFO("Authentication-Info", Use.CONTROL),
    CACHE_CONTROL("Cache-Control", Use.CONTROL),
    MAX_FORWARDS("Max-Forwards", Use.CONTROL),
    PRAGMA("Pragma", Use.CONTROL),
    RANGE("Range", Use.CONTROL),
    IF_MATCH("If-Match", Use.CONTROL),
    IF_NONE_MATCH("If-None-Match", Use.CONTROL),
    IF_MODIFIED_SINCE("If-Modified-Since", Use.CONTROL),
    IF_UNMODIFIED_SINCE("If-Unmodified-Since", Use.CONTROL),
    IF_RANGE("If-Range", Use.CONTROL),
    AGE("Age", Use.CONTROL),
    EXPIRES("Expires", Use.CONTROL),
    DATE("Date", Use.CONTROL),
    LOCATION("Location", Use.CONTROL),
    RETRY_AFTER("Retry-After", Use.CONTROL),
    VARY("Vary", Use.CONTROL),
    WARNING("Warning", Use.CONTROL),
    CONTENT_ENCODING("Content-Encoding", Use.CONTROL),
    CONTENT_TYPE("Content-Type", Use.CONTROL),
    CONTENT_RANGE("Content-Range", Use.CONTROL),
    FORWARDED("Forwarded", Use.CONTROL),
    X_FORWARDED_FOR("X-Forwarded-For", Use.CONTROL),
    X_FORWARDED_HOST("X-Forwarded-Host", Use.CONTROL),
    X_FORWARDED_PORT("X-Forwarded-Port", Use.CONTROL),
    X_FORWARDED_PROTO("X-Forwarded-Proto", Use.CONTROL),
    X_REAL_IP("X-Real-IP", Use.CONTROL),
    STRICT_TRANSPORT_SECURITY("Strict-Transport-Security", Use.CONTROL),
    ACCEPT("Accept", Use.PLAIN),
    ACCEPT_ENCODING("Accept-Encoding", Use.PLAIN),
    ACCEPT_LANGUAGE("Accept-Language", Use.PLAIN),
    ACCEPT_RANGES("Accept-Ranges", Use.PLAIN),
    ALT_SVC("Alt-Svc", Use.PLAIN),
    ETAG("ETag", Use.PLAIN),
    LAST_MODIFIED("Last-Modified", Use.PLAIN),
    ORIGIN("Origin", Use.PLAIN),
    REFERER("Referer", Use.PLAIN),
    SERVER("Server", Use.PLAIN),
    USER_AGENT("User-Agent", Use.PLAIN),
    SEC_WEBSOCKET_KEY("Sec-WebSocket-Key", Use.PLAIN),
    SEC_WEBSOCKET_ACCEPT("Sec-WebSocket-Accept", Use.PLAIN),
    SEC_WEBSOCKET_VERSION("Sec-WebSocket-Version", Use.PLAIN),
    SEC_WEBSOCKET_PROTOCOL("Sec-WebSocket-Protocol", Use.PLAIN),
    SEC_WEBSOCKET_EXTENSIONS("Sec-WebSocket-Extensions", Use.PLAIN),
    SEC_FETCH_DEST("Sec-Fetch-Dest", Use.PLAIN),
    SEC_FETCH_MODE("Sec-Fetch-Mode", Use.PLAIN),
    SEC_FETCH_SITE("Sec-Fetch-Site", Use.PLAIN),
    UPGRADE_INSECURE_REQUESTS("Upgrade-Insecure-Requests", Use.PLAIN),
    X_REQUESTED_WITH("X-Requested-With", Use.PLAIN),
    GRPC_STATUS("grpc-status", Use.PLAIN),
    GRPC_MESSAGE("grpc-message", Use.PLAIN);

    /** What a field is for, as far as a proxy cares. */
    public enum Use {
        /** Says where a message ends. */
        FRAMING,
        /** Says whom it is for. */
        ROUTING,
        /** Belongs to one connection (RFC 9110, 7.6.1). */
        HOP,
        /** Changes how the message is treated: has no place in a trailer (RFC 9110, 6.5.1). */
        CONTROL,
        /** Anything else. */
        PLAIN
    }

    private static final int TABLE_SIZE = 512;
    private static final @Nullable FieldName[] TABLE = new @Nullable FieldName[TABLE_SIZE];

    static {
        for (FieldName name : values()) {
            byte[] bytes = name.text.array();
            int slot = hash(bytes, 0, bytes.length);
            while (TABLE[slot] != null) {
                slot = slot + 1 & TABLE_SIZE - 1;
            }
            TABLE[slot] = name;
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to its bytes
    private final AsciiString text;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to its bytes
    private final AsciiString lower;

    private final Use use;

    FieldName(String text, Use use) {
        this.text = new AsciiString(text.getBytes(StandardCharsets.US_ASCII), false);
        this.lower = new AsciiString(text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.US_ASCII), false);
        this.use = use;
    }

    /** In the case of its standard. */
    public AsciiString text() {
        return text;
    }

    /** In lower case, as HTTP/2 has it. */
    public AsciiString lower() {
        return lower;
    }

    /** What it is for. */
    public Use use() {
        return use;
    }

    /** The known name that {@code from..to} is, in whatever case; null for none. */
    public static @Nullable FieldName find(byte[] bytes, int from, int to) {
        if (from >= to) {
            return null;
        }
        int slot = hash(bytes, from, to);
        FieldName name = TABLE[slot];
        while (name != null) {
            if (name.matches(bytes, from, to)) {
                return name;
            }
            slot = slot + 1 & TABLE_SIZE - 1;
            name = TABLE[slot];
        }
        return null;
    }

    /** The known name that this is, in whatever case; null for none. */
    public static @Nullable FieldName find(AsciiString name) {
        return find(name.array(), name.arrayOffset(), name.arrayOffset() + name.length());
    }

    /** {@code from..to} as a name: shared where it is written as its standard or in lower case, else a slice. */
    public static AsciiString share(@Nullable FieldName known, byte[] bytes, int from, int to) {
        if (known != null) {
            if (same(known.text.array(), bytes, from)) {
                return known.text;
            }
            if (same(known.lower.array(), bytes, from)) {
                return known.lower;
            }
        }
        return new AsciiString(bytes, from, to - from, false);
    }

    /** Whether a field of this name may stand in a trailer that is passed on. */
    public static boolean allowedInTrailer(AsciiString name) {
        FieldName known = find(name);
        return known == null ? !isProxyOwn(name) : known.use == Use.PLAIN;
    }

    /** Whether no hop passes a field of this name on. */
    public static boolean isProxyOwn(AsciiString name) {
        return name.length() > 6 && name.regionMatches(true, 0, "proxy-", 0, 6);
    }

    private boolean matches(byte[] bytes, int from, int to) {
        byte[] mine = lower.array();
        if (mine.length != to - from) {
            return false;
        }
        for (int i = 0; i < mine.length; i++) {
            if (lower(bytes[from + i]) != mine[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean same(byte[] mine, byte[] bytes, int from) {
        for (int i = 0; i < mine.length; i++) {
            if (bytes[from + i] != mine[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b | 0x20) : b;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int length = to - from;
        int hash = length * 31 + (bytes[from] | 0x20);
        hash = hash * 31 + (bytes[to - 1] | 0x20);
        hash = hash * 31 + (bytes[from + length / 2] | 0x20);
        return (hash ^ hash >>> 9) & TABLE_SIZE - 1;
    }
}
