package io.weir.l7.http.h2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.weir.core.service.EndReason;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.http.exchange.StreamEnd;
import org.jspecify.annotations.Nullable;

/**
 * One stream as the connection sees it: its flow both ways, its body's length, when it last moved. "Input" comes from the
 * peer, "output" goes to it.
 */
abstract class StreamSide implements ChannelFutureListener {
    /** No length was said. */
    static final long ANY_LENGTH = -1;

    private final Http2Peer peer;
    private @Nullable Http2Stream stream;
    private long expected = ANY_LENGTH;
    private long seen;
    private int held;
    private int outstanding;
    private long lastInput;
    private long lastOutput;
    private boolean paused;
    private boolean waitsForWritable;
    private boolean inputEnded;
    private boolean outputEnded;
    private boolean tunnel;
    private boolean over;
    private boolean touched;

    StreamSide(Http2Peer peer) {
        this.peer = peer;
        lastInput = peer.now();
        lastOutput = lastInput;
    }

    /** What the peer sent, which now belongs to this stream. */
    abstract void deliver(ByteBuf data, boolean end);

    /** Everything that was read at once has been delivered. */
    abstract void delivered();

    /** The peer takes data again. */
    abstract void writable();

    /** The stream is closed before its time. */
    abstract void gone(StreamEnd end);

    /** Whether it is the peer's turn to send. */
    abstract boolean waitsForPeer();

    final Http2Peer peer() {
        return peer;
    }

    final void attach(Http2Stream to) {
        stream = to;
        to.setProperty(peer.key(), this);
    }

    final @Nullable Http2Stream stream() {
        return stream;
    }

    final boolean isOver() {
        return over;
    }

    final boolean hasInputEnded() {
        return inputEnded;
    }

    final boolean hasOutputEnded() {
        return outputEnded;
    }

    final void expect(long length) {
        expected = length;
    }

    final long bytesSeen() {
        return seen;
    }

    final void becomeTunnel() {
        tunnel = true;
    }

    /** Input ends with a head or trailers. */
    final void inputEnds() throws Http2Exception {
        inputEnded = true;
        moved();
        if (expected != ANY_LENGTH && seen != expected) {
            throw lengthDiffers();
        }
    }

    private Http2Exception lengthDiffers() {
        Http2Stream of = stream;
        return Http2Exception.streamError(
                of == null ? 0 : of.id(),
                Http2Error.PROTOCOL_ERROR,
                "content-length is %d, but %d bytes of data came",
                expected,
                seen);
    }

    /** A DATA frame. Returns how many bytes of the window may be given back at once. */
    final int dataRead(ByteBuf data, int padding, boolean end) throws Http2Exception {
        int length = data.readableBytes();
        seen += length;
        moved();
        if (expected != ANY_LENGTH && seen > expected) {
            throw lengthDiffers();
        }
        if (end) {
            inputEnds();
        }
        if (length == 0 && !end) {
            return padding;
        }
        held += length;
        touch();
        deliver(data.retain(), end);
        if (paused || over) {
            return padding;
        }
        int free = Math.min(held, length);
        held -= free;
        return free + padding;
    }

    final void touch() {
        if (!touched) {
            touched = true;
            peer.touched(this);
        }
    }

    /** The end of what was read at once. */
    final void readComplete() {
        touched = false;
        if (!over) {
            delivered();
        }
    }

    private void moved() {
        lastInput = peer.now();
    }

    /** Data that the peer may hold back until it is asked for is wanted. */
    void inputWanted() {}

    final boolean isPaused() {
        return paused;
    }

    public final void pauseReading() {
        paused = true;
    }

    public final void resumeReading() {
        if (!paused) {
            return;
        }
        paused = false;
        moved();
        inputWanted();
        Http2Stream of = stream;
        if (held > 0 && of != null && !over) {
            int free = held;
            held = 0;
            peer.giveBack(of, free);
        }
    }

    public final boolean isWritable() {
        Http2Stream to = stream;
        if (over || to == null || peer.encoder().flowController().isWritable(to)) {
            return true;
        }
        waitsForWritable = true;
        return false;
    }

    /** The codec found that it may be written to again, or not. */
    final void writabilityChanged() {
        Http2Stream to = stream;
        if (waitsForWritable
                && to != null
                && !over
                && peer.encoder().flowController().isWritable(to)) {
            waitsForWritable = false;
            writable();
        }
    }

    public final void flush() {
        peer.flushOutput();
    }

    /** Writes a head or trailers. */
    final void writeHeaders(int id, Http2Headers headers, boolean end) {
        began(end);
        ChannelFuture future = peer.encoder()
                .writeHeaders(
                        peer.context(), id, headers, 0, end, peer.context().newPromise());
        written(future, end);
    }

    /** Writes a part of a body, which now belongs to the codec. */
    final void writeData(ByteBuf data, boolean end) {
        Http2Stream to = stream;
        if (over || outputEnded || to == null) {
            data.release();
            return;
        }
        began(end);
        ChannelFuture future = peer.encoder()
                .writeData(peer.context(), to.id(), data, 0, end, peer.context().newPromise());
        written(future, end);
    }

    private void began(boolean end) {
        if (outstanding++ == 0) {
            lastOutput = peer.now();
        }
        outputEnded |= end;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // listeners tell
    private void written(ChannelFuture future, boolean end) {
        future.addListener(this);
        if (end) {
            future.addListener(ended -> outputWritten());
        }
    }

    /** The end of the output is with the kernel. */
    void outputWritten() {}

    @Override
    public final void operationComplete(ChannelFuture future) {
        outstanding--;
        lastOutput = peer.now();
    }

    /** The codec has closed the stream. */
    final void closed() {
        if (over) {
            return;
        }
        boolean whole = inputEnded && outputEnded;
        over = true;
        if (!whole) {
            gone(peer.end());
        }
    }

    /** Ends it for its user; the codec still has it. */
    final void fail(EndReason reason, @Nullable String detail) {
        if (!over) {
            over = true;
            gone(new StreamEnd(reason, detail));
        }
    }

    /** Ends it without a word to its user. */
    final void finish() {
        over = true;
    }

    /** Resets it without a word to its user. */
    final void reset(Http2Error error) {
        over = true;
        Http2Stream of = stream;
        if (of != null) {
            peer.reset(of.id(), error);
        }
    }

    /** When it has waited too long. */
    final long dueAt() {
        if (over) {
            return Deadline.NEVER;
        }
        if (tunnel) {
            return Math.max(lastInput, lastOutput) + peer.tunnelNanos() + peer.scanNanos();
        }
        long due = Deadline.NEVER;
        if (outstanding > 0) {
            due = lastOutput + peer.idleNanos();
        } else if (waitsForPeer() && !paused) {
            // A little later than whoever uses the stream, who may have a better answer.
            due = Math.max(lastInput, lastOutput) + peer.idleNanos() + peer.scanNanos();
        }
        return due;
    }

    /** Whether it waits for the peer to take what was written. */
    final boolean hasOutput() {
        return outstanding > 0;
    }
}
