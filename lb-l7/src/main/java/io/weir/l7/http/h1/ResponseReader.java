package io.weir.l7.http.h1;

import io.netty.util.AsciiString;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.ResponseHead;
import org.jspecify.annotations.Nullable;

/** Reads heads of answers (RFC 9112, 4). */
final class ResponseReader extends HeadReader {
    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
    private static final int STATUS_AT = 9;
    private static final int SHORTEST = 12;

    private int status;
    private boolean lastWasPassed;

    ResponseReader(Http1Limits limits) {
        super(limits);
    }

    int status() {
        return status;
    }

    /**
     * What was read.
     *
     * @param bodyless whether no body follows whatever the fields say: an answer to HEAD, 1xx, 204, 304
     */
    ResponseHead head(boolean bodyless) {
        long length = contentLength();
        if (chunked() || length < 0) {
            length = ResponseHead.UNKNOWN_LENGTH;
        }
        if (bodyless && (status == 204 || status < 200)) {
            length = 0;
        }
        return new ResponseHead(status, fields(), length);
    }

    @Override
    void beginsWith(byte first) throws Refused {
        if (first != 'H') {
            throw new Refused(Refusal.STATUS_LINE);
        }
    }

    @Override
    boolean firstLine(int from, int to) throws Refused {
        byte[] bytes = bytes();
        boolean valid = to - from >= SHORTEST && bytes[from + STATUS_AT - 1] == ' ';
        for (int i = 0; valid && i < VERSION.length; i++) {
            valid = bytes[from + i] == VERSION[i];
        }
        int minor = valid ? bytes[from + VERSION.length] - '0' : -1;
        if (minor < 0 || minor > 1) {
            throw new Refused(Refusal.STATUS_LINE);
        }
        minor(minor);
        int end = from + SHORTEST;
        status = (int) Syntax.number(bytes, from + STATUS_AT, end);
        if (status < 100 || status > 599 || (end < to && bytes[end] != ' ') || !Syntax.isValue(bytes, end, to)) {
            throw new Refused(Refusal.STATUS_LINE);
        }
        return true;
    }

    /** The last value goes on (RFC 9112, 5.2): the fold becomes a space. */
    @Override
    void folded(int from, int to) throws Refused {
        Fields fields = fields();
        int last = fields.size() - 1;
        if (last < 0 || !lastWasPassed) {
            throw new Refused(Refusal.FOLDED_LINE);
        }
        fields.value(last, fields.value(last).concat(" ").concat(value(from, to)));
    }

    @Override
    void field(@Nullable FieldName known, AsciiString name, AsciiString value) throws Refused {
        int before = fields().size();
        if (known != FieldName.HOST) {
            super.field(known, name, value);
        }
        lastWasPassed = fields().size() > before;
    }
}
