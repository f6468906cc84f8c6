package io.weir.l7.http.h1;

import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What heads of requests and answers have in common: where the body ends, and what belongs to the connection. */
abstract class HeadReader extends FieldReader {
    private static final AsciiString CHUNKED = AsciiString.cached("chunked");
    private static final AsciiString CLOSE = AsciiString.cached("close");
    private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");
    private static final AsciiString UPGRADE = AsciiString.cached("upgrade");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    /** Most options of Connection: each is looked for among all fields. */
    private static final int MOST_OPTIONS = 32;

    private final List<AsciiString> nominated = new ArrayList<>(2);
    private int options;
    private boolean firstLineRead;
    private int minor;
    private long contentLength;
    private boolean chunked;
    private boolean close;
    private boolean keepAlive;
    private boolean upgradeOption;
    private boolean trailersAccepted;
    private @Nullable AsciiString upgrade;

    HeadReader(Http1Limits limits) {
        super(limits);
        contentLength = -1;
    }

    @Override
    void reset() {
        super.reset();
        nominated.clear();
        options = 0;
        firstLineRead = false;
        minor = 0;
        contentLength = -1;
        chunked = false;
        close = false;
        keepAlive = false;
        upgradeOption = false;
        trailersAccepted = false;
        upgrade = null;
    }

    @Override
    final boolean line(int from, int to) throws Refused {
        if (!firstLineRead) {
            firstLineRead = firstLine(from, to);
            return false;
        }
        if (from == to) {
            end();
            return true;
        }
        field(from, to);
        return false;
    }

    /** The first line. False when it is to be ignored. */
    abstract boolean firstLine(int from, int to) throws Refused;

    final boolean isFirstLineRead() {
        return firstLineRead;
    }

    final void minor(int value) {
        minor = value;
    }

    /** Whether the version is 1.0. */
    final boolean isVersion10() {
        return minor == 0;
    }

    /** Content-Length; -1 without one. */
    final long contentLength() {
        return contentLength;
    }

    final boolean chunked() {
        return chunked;
    }

    /** Whether the sender keeps the connection after this message (RFC 9112, 9.3). */
    final boolean persistent() {
        return !close && (minor > 0 || keepAlive);
    }

    final boolean trailersAccepted() {
        return trailersAccepted;
    }

    /** The one protocol to change to; null for none. Cleartext HTTP/2 is never one (RFC 9113, 3.1). */
    final @Nullable AsciiString upgrade() {
        AsciiString protocol = upgrade;
        if (!upgradeOption || minor == 0 || protocol == null || protocol.startsWith("h2")) {
            return null;
        }
        return isProtocol(protocol) ? protocol : null;
    }

    private static boolean isProtocol(AsciiString value) {
        int from = value.arrayOffset();
        int slash = value.indexOf('/', 0);
        int end = slash < 0 ? value.length() : slash;
        return Syntax.isToken(value.array(), from, from + end)
                && (slash < 0 || Syntax.isToken(value.array(), from + slash + 1, from + value.length()));
    }

    /** Called at the head's end. */
    void end() throws Refused {
        if (chunked) {
            if (contentLength >= 0) {
                throw new Refused(Refusal.CONTENT_LENGTH_AND_CODING);
            }
            if (minor == 0) {
                throw new Refused(Refusal.TRANSFER_CODING_IN_1_0);
            }
        }
        for (AsciiString name : nominated) {
            fields().remove(name);
        }
    }

    @Override
    void field(@Nullable FieldName known, AsciiString name, AsciiString value) throws Refused {
        if (known == null) {
            if (!FieldName.isProxyOwn(name)) {
                fields().add(name, value);
            }
            return;
        }
        switch (known) {
            case CONTENT_LENGTH -> contentLength(value);
            case TRANSFER_ENCODING -> transferCoding(value);
            case CONNECTION -> connection(value);
            case TE -> te(value);
            case UPGRADE -> upgrade = upgrade == null ? value : AsciiString.of(upgrade + "," + value);
            default -> {
                if (known.use() != FieldName.Use.HOP) {
                    fields().add(name, value);
                }
            }
        }
    }

    private void contentLength(AsciiString value) throws Refused {
        if (contentLength >= 0) {
            throw new Refused(Refusal.CONTENT_LENGTH_COUNT);
        }
        int from = value.arrayOffset();
        contentLength = Syntax.number(value.array(), from, from + value.length());
        if (contentLength < 0) {
            throw new Refused(Refusal.CONTENT_LENGTH);
        }
    }

    private void transferCoding(AsciiString value) throws Refused {
        if (chunked) {
            throw new Refused(Refusal.TRANSFER_CODING);
        }
        if (!value.contentEqualsIgnoreCase(CHUNKED)) {
            throw new Refused(refusalOf(value));
        }
        chunked = true;
    }

    /** A list of codings that ends with chunked could be served by someone; anything else by nobody. */
    private static Refusal refusalOf(AsciiString value) {
        AsciiString[] codings = value.split(',');
        for (int i = 0; i < codings.length; i++) {
            AsciiString coding = codings[i].trim();
            int from = coding.arrayOffset();
            boolean last = i == codings.length - 1;
            if (!Syntax.isToken(coding.array(), from, from + coding.length())
                    || coding.contentEqualsIgnoreCase(CHUNKED) != last) {
                return Refusal.TRANSFER_CODING;
            }
        }
        boolean empty = value.isEmpty() || value.charAt(value.length() - 1) == ',';
        return codings.length > 1 && !empty ? Refusal.TRANSFER_CODING_UNKNOWN : Refusal.TRANSFER_CODING;
    }

    private void connection(AsciiString value) throws Refused {
        int from = 0;
        while (from <= value.length()) {
            int comma = value.indexOf(',', from);
            int to = comma < 0 ? value.length() : comma;
            AsciiString option = value.subSequence(from, to, false).trim();
            from = to + 1;
            if (!option.isEmpty()) {
                option(option);
            }
        }
    }

    private void option(AsciiString option) throws Refused {
        int from = option.arrayOffset();
        if (++options > MOST_OPTIONS || !Syntax.isToken(option.array(), from, from + option.length())) {
            throw new Refused(Refusal.CONNECTION);
        }
        if (option.contentEqualsIgnoreCase(CLOSE)) {
            close = true;
        } else if (option.contentEqualsIgnoreCase(KEEP_ALIVE)) {
            keepAlive = true;
        } else if (option.contentEqualsIgnoreCase(UPGRADE)) {
            upgradeOption = true;
        } else {
            nominated.add(option);
        }
    }

    private void te(AsciiString value) {
        for (AsciiString coding : value.split(',')) {
            if (coding.trim().contentEqualsIgnoreCase(TRAILERS)) {
                trailersAccepted = true;
            }
        }
    }
}
