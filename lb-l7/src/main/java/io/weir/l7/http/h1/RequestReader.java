package io.weir.l7.http.h1;

import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Methods;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Reads heads of requests (RFC 9112, 3). */
final class RequestReader extends HeadReader {
    private static final AsciiString CONTINUE = AsciiString.cached("100-continue");
    private static final AsciiString ROOT = AsciiString.cached("/");
    private static final AsciiString ASTERISK = AsciiString.cached("*");
    private static final AsciiString HTTP = AsciiString.cached("http");
    private static final AsciiString HTTPS = AsciiString.cached("https");
    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/'};
    private static final int VERSION_LENGTH = 8;
    /** Empty lines before a request that are passed over (RFC 9112, 2.2). */
    private static final int MOST_EMPTY_LINES = 2;

    private final Http1Limits limits;
    private final boolean secure;
    private int emptyLines;
    private AsciiString method = AsciiString.EMPTY_STRING;
    private AsciiString target = AsciiString.EMPTY_STRING;
    private AsciiString authority = AsciiString.EMPTY_STRING;
    private @Nullable AsciiString host;
    private boolean expectsContinue;

    RequestReader(Http1Limits limits, boolean secure) {
        super(limits);
        this.limits = limits;
        this.secure = secure;
    }

    @Override
    void reset() {
        super.reset();
        emptyLines = 0;
        method = AsciiString.EMPTY_STRING;
        target = AsciiString.EMPTY_STRING;
        authority = AsciiString.EMPTY_STRING;
        host = null;
        expectsContinue = false;
    }

    /** What was read. */
    RequestHead head() {
        boolean connect = isConnect();
        AsciiString upgrade = chunked() || contentLength() > 0 || connect ? null : upgrade();
        long length = chunked() ? RequestHead.UNKNOWN_LENGTH : Math.max(0, contentLength());
        return new RequestHead(
                method,
                secure,
                authority,
                target,
                fields(),
                length,
                upgrade,
                expectsContinue && length != 0 && !isVersion10(),
                trailersAccepted());
    }

    @SuppressWarnings("ReferenceEquality") // methods that are known are shared
    boolean isConnect() {
        return method == Methods.CONNECT;
    }

    @SuppressWarnings("ReferenceEquality") // methods that are known are shared
    boolean isHead() {
        return method == Methods.HEAD;
    }

    @Override
    void beginsWith(byte first) throws Refused {
        if (first != '\r' && !Syntax.isTokenByte(first)) {
            throw new Refused(Refusal.METHOD);
        }
    }

    @Override
    Refusal tooLong(int start) {
        return isFirstLineRead() ? Refusal.HEAD_TOO_LARGE : Refusal.TARGET_TOO_LONG;
    }

    @Override
    boolean firstLine(int from, int to) throws Refused {
        if (from == to) {
            if (++emptyLines > MOST_EMPTY_LINES) {
                throw new Refused(Refusal.REQUEST_LINE);
            }
            return false;
        }
        byte[] bytes = bytes();
        int methodEnd = from;
        while (methodEnd < to && Syntax.isTokenByte(bytes[methodEnd])) {
            methodEnd++;
        }
        if (methodEnd == from || methodEnd == to || bytes[methodEnd] != ' ') {
            throw new Refused(Refusal.METHOD);
        }
        int targetEnd = methodEnd + 1;
        while (targetEnd < to && bytes[targetEnd] != ' ') {
            targetEnd++;
        }
        if (targetEnd == to || targetEnd == methodEnd + 1) {
            throw new Refused(Refusal.REQUEST_LINE);
        }
        version(targetEnd + 1, to);
        method(from, methodEnd);
        target(methodEnd + 1, targetEnd);
        return true;
    }

    private void version(int from, int to) throws Refused {
        byte[] bytes = bytes();
        boolean valid = to - from == VERSION_LENGTH && bytes[from + 6] == '.';
        for (int i = 0; valid && i < VERSION.length; i++) {
            valid = bytes[from + i] == VERSION[i];
        }
        if (!valid || !isDigit(bytes[from + 5]) || !isDigit(bytes[from + 7])) {
            throw new Refused(Refusal.VERSION);
        }
        if (bytes[from + 5] != '1' || bytes[from + 7] > '1') {
            throw new Refused(Refusal.VERSION_UNSUPPORTED);
        }
        minor(bytes[from + 7] - '0');
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private void method(int from, int to) throws Refused {
        method = Methods.of(new AsciiString(bytes(), from, to - from, false));
        if (isConnect() && !limits.connect()) {
            throw new Refused(Refusal.METHOD_UNKNOWN);
        }
    }

    private void target(int from, int to) throws Refused {
        byte[] bytes = bytes();
        if (isConnect()) {
            if (!Syntax.isAuthority(bytes, from, to)) {
                throw new Refused(Refusal.TARGET);
            }
            target = new AsciiString(bytes, from, to - from, false);
            authority = target;
        } else if (bytes[from] == '/') {
            target = origin(from, to);
        } else if (bytes[from] == '*' && to == from + 1 && method.contentEquals(Methods.OPTIONS)) {
            target = ASTERISK;
        } else {
            absolute(from, to);
        }
    }

    private AsciiString origin(int from, int to) throws Refused {
        if (!Syntax.isOriginForm(bytes(), from, to)) {
            throw new Refused(Refusal.TARGET);
        }
        return new AsciiString(bytes(), from, to - from, false);
    }

    /** {@code http://authority/path?query} (RFC 9112, 3.2.2). */
    private void absolute(int from, int to) throws Refused {
        byte[] bytes = bytes();
        AsciiString whole = new AsciiString(bytes, from, to - from, false);
        int colon = whole.indexOf("://");
        if (colon < 0) {
            throw new Refused(Refusal.TARGET);
        }
        AsciiString scheme = whole.subSequence(0, colon, false);
        boolean https = scheme.contentEqualsIgnoreCase(HTTPS);
        if (!https && !scheme.contentEqualsIgnoreCase(HTTP)) {
            throw new Refused(Refusal.TARGET);
        }
        int start = from + colon + 3;
        int end = start;
        while (end < to && bytes[end] != '/' && bytes[end] != '?') {
            end++;
        }
        if (!Syntax.isAuthority(bytes, start, end) || (end < to && bytes[end] == '?')) {
            throw new Refused(Refusal.TARGET);
        }
        if (https != secure) {
            throw new Refused(Refusal.SCHEME_MISMATCH);
        }
        authority = new AsciiString(bytes, start, end - start, false);
        if (end < to) {
            target = origin(end, to);
        } else {
            target = method.contentEquals(Methods.OPTIONS) ? ASTERISK : ROOT;
        }
    }

    @Override
    void field(@Nullable FieldName known, AsciiString name, AsciiString value) throws Refused {
        if (known == FieldName.HOST) {
            if (host != null) {
                throw new Refused(Refusal.HOST_COUNT);
            }
            int from = value.arrayOffset();
            if (!Syntax.isAuthority(value.array(), from, from + value.length())) {
                throw new Refused(Refusal.HOST);
            }
            host = value;
        } else if (known == FieldName.EXPECT) {
            if (expectsContinue || !value.contentEqualsIgnoreCase(CONTINUE)) {
                throw new Refused(Refusal.EXPECTATION);
            }
            expectsContinue = true;
        } else if (known != null || name.indexOf('_', 0) < 0) {
            // Names with an underscore read as those with a hyphen where they become variables (RFC 3875, 4.1.18).
            super.field(known, name, value);
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // methods that are known are shared
    void end() throws Refused {
        super.end();
        AsciiString named = host;
        if (named == null) {
            if (!isVersion10()) {
                throw new Refused(Refusal.HOST_COUNT);
            }
        } else if (authority.isEmpty()) {
            authority = named;
        } else if (!named.contentEqualsIgnoreCase(authority)) {
            throw new Refused(Refusal.HOST_MISMATCH);
        }
        if ((isConnect() || method == Methods.TRACE) && (chunked() || contentLength() > 0)) {
            throw new Refused(Refusal.BODY_NOT_ALLOWED);
        }
        if (limits.bodyBytes() > 0 && contentLength() > limits.bodyBytes()) {
            throw new Refused(Refusal.BODY_TOO_LARGE);
        }
    }
}
