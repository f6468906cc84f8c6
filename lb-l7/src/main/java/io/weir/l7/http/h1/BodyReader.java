package io.weir.l7.http.h1;

import io.netty.buffer.ByteBuf;
import io.weir.l7.http.guard.Refusal;
import io.weir.l7.http.guard.Refused;
import io.weir.l7.http.guard.Syntax;
import io.weir.l7.http.message.Fields;
import org.jspecify.annotations.Nullable;

/** Finds a body and its end in what is read (RFC 9112, 6 and 7.1); hands it on in slices. */
final class BodyReader {
    /** Most bytes of the extensions of one chunk, and sixteen times that of one body. */
    private static final int EXTENSION_BYTES = 256;

    private static final int ALL_EXTENSION_BYTES = 16 * EXTENSION_BYTES;
    private static final int SIZE_DIGITS = 16;

    private enum State {
        LENGTH,
        UNTIL_CLOSE,
        SIZE,
        EXTENSION,
        SIZE_FEED,
        DATA,
        DATA_RETURN,
        DATA_FEED,
        TRAILERS,
        DONE
    }

    private final TrailerReader trailers;
    private State state = State.DONE;
    private long left;
    private int digits;
    private int extension;
    private int allExtensions;
    private long taken;

    BodyReader(Http1Limits limits) {
        trailers = new TrailerReader(limits);
    }

    void none() {
        begin(State.DONE, 0);
    }

    void ofLength(long length) {
        begin(length == 0 ? State.DONE : State.LENGTH, length);
    }

    void untilClose() {
        begin(State.UNTIL_CLOSE, 0);
    }

    void chunked() {
        begin(State.SIZE, 0);
        trailers.reset();
    }

    private void begin(State first, long length) {
        state = first;
        left = length;
        digits = 0;
        extension = 0;
        allExtensions = 0;
        taken = 0;
    }

    boolean isDone() {
        return state == State.DONE;
    }

    /** Whether the body ends where the connection does. */
    boolean endsWithClose() {
        return state == State.UNTIL_CLOSE;
    }

    /** Bytes of the body so far. */
    long taken() {
        return taken;
    }

    /** Bytes still to come, as far as that is known; else 0. */
    long known() {
        return left;
    }

    /** What stood behind the last chunk. */
    Fields trailers() {
        return trailers.fields();
    }

    /** The next part, which now belongs to the caller; null when more must be read, or it is done. */
    @Nullable ByteBuf next(ByteBuf in) throws Refused {
        while (state != State.DONE && in.isReadable()) {
            switch (state) {
                case LENGTH, DATA -> {
                    ByteBuf part = take(in);
                    if (left == 0) {
                        state = state == State.LENGTH ? State.DONE : State.DATA_RETURN;
                    }
                    return part;
                }
                case UNTIL_CLOSE -> {
                    taken += in.readableBytes();
                    return in.readRetainedSlice(in.readableBytes());
                }
                case TRAILERS -> {
                    if (trailers.read(in)) {
                        state = State.DONE;
                    }
                }
                default -> frame(in.readByte());
            }
        }
        return null;
    }

    private ByteBuf take(ByteBuf in) {
        int bytes = (int) Math.min(left, in.readableBytes());
        left -= bytes;
        taken += bytes;
        return in.readRetainedSlice(bytes);
    }

    /** A byte between chunks. */
    private void frame(byte b) throws Refused {
        switch (state) {
            case SIZE -> size(b);
            case EXTENSION -> extension(b);
            case SIZE_FEED -> {
                expect(b, '\n', Refusal.CHUNK_SIZE);
                digits = 0;
                extension = 0;
                state = left == 0 ? State.TRAILERS : State.DATA;
            }
            case DATA_RETURN -> {
                expect(b, '\r', Refusal.CHUNK_END);
                state = State.DATA_FEED;
            }
            case DATA_FEED -> {
                expect(b, '\n', Refusal.CHUNK_END);
                state = State.SIZE;
            }
            default -> throw new IllegalStateException(state.toString());
        }
    }

    private static void expect(byte b, char wanted, Refusal otherwise) throws Refused {
        if (b != wanted) {
            throw new Refused(otherwise);
        }
    }

    private void size(byte b) throws Refused {
        int digit = Character.digit(b, 16);
        if (digit >= 0) {
            if (++digits > SIZE_DIGITS || left > Long.MAX_VALUE >> 4) {
                throw new Refused(Refusal.CHUNK_SIZE);
            }
            left = left << 4 | digit;
        } else if (digits == 0) {
            throw new Refused(Refusal.CHUNK_SIZE);
        } else if (b == '\r') {
            state = State.SIZE_FEED;
        } else if (b == ';') {
            state = State.EXTENSION;
        } else {
            throw new Refused(Refusal.CHUNK_SIZE);
        }
    }

    /** Tokens only: parsers differ about where quoted strings end, and about white space. */
    private void extension(byte b) throws Refused {
        if (b == '\r') {
            state = State.SIZE_FEED;
        } else if ((!Syntax.isTokenByte(b) && b != ';' && b != '=')
                || ++extension > EXTENSION_BYTES
                || ++allExtensions > ALL_EXTENSION_BYTES) {
            throw new Refused(Refusal.CHUNK_EXTENSION);
        }
    }
}
