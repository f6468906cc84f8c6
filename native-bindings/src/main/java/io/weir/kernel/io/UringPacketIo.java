package io.weir.kernel.io;

import io.weir.kernel.iouring.IoUring;
import io.weir.kernel.iouring.Ring;
import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.EventFd;
import io.weir.kernel.sys.Pollfd;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Frames over packet sockets, received and sent by io_uring. As with {@link AfPacketIo} it is a copy that is received.
 * The thread that first calls it, except for {@link #wakeup}, {@link #counters} and {@link #close}, is its owner for
 * ever. See docs/adr/0008-io-uring-packet-engine.md.
 */
public final class UringPacketIo implements PacketIo {
    private static final long CLOSING_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final int CLOSING_ROUNDS = 20;
    /** How often what has ended is started again within one wait, if it keeps ending. */
    private static final int PATIENCE = 4;

    private final List<PacketLink> packetLinks;
    private final UringLink[] links;
    private final Ring ring;
    private final UringSends sends;
    private final LargeFrames copies;
    private final EventFd event;
    private final PacketIoCounters counters;
    private final AtomicBoolean woken = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Thread owner;
    private boolean watching;

    UringPacketIo(
            List<PacketLink> packetLinks,
            List<UringLink> links,
            Ring ring,
            LargeFrames copies,
            EventFd event,
            PacketIoCounters counters) {
        this.packetLinks = List.copyOf(packetLinks);
        this.links = links.toArray(UringLink[]::new);
        this.ring = ring;
        this.copies = copies;
        this.event = event;
        this.counters = counters;
        this.sends = new UringSends(this.links, ring, copies, counters);
    }

    @Override
    public List<PacketLink> links() {
        return packetLinks;
    }

    @Override
    public void begin() {
        try {
            for (UringLink link : links) {
                link.socket().admit();
            }
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int receive(FrameBatch batch) {
        batch.clear();
        own();
        arm();
        if (ring.first() == ring.end() && (ring.queued() > 0 || ring.hasWork())) {
            submit();
        }
        int next = ring.first();
        int end = ring.end();
        while (next != end && batch.size() < FrameBatch.CAPACITY) {
            completed(batch, next);
            next++;
        }
        ring.release(next);
        for (int i = 0; i < links.length; i++) {
            links[i].countLosses(batch.size() == 0);
        }
        return batch.size();
    }

    /** The first call makes the thread the owner. */
    private void own() {
        if (owner != null) {
            return;
        }
        owner = Thread.currentThread();
        try {
            ring.enable();
        } catch (ErrnoException e) {
            throw new UncheckedIOException(e);
        }
        arm();
    }

    /** Starts again what has ended. */
    private void arm() {
        if (!watching && ring.room() > 0) {
            ring.pollMany(event.fd(), Pollfd.POLLIN, UringTag.of(UringTag.WAKE, 0));
            watching = true;
        }
        for (int i = 0; i < links.length && ring.room() > 0; i++) {
            links[i].arm(ring);
        }
    }

    private void completed(FrameBatch batch, int completion) {
        int flags = ring.flags(completion);
        if ((flags & IoUring.IORING_CQE_F_BUFFER) != 0) {
            links[UringTag.number(ring.userData(completion))].received(batch, ring.result(completion), flags);
        }
        noteEnd(completion);
    }

    /** Notes that an operation which goes on for ever has ended, if so. A failed send was dealt with before. */
    private void noteEnd(int completion) {
        if ((ring.flags(completion) & IoUring.IORING_CQE_F_MORE) == 0) {
            long tag = ring.userData(completion);
            switch (UringTag.kind(tag)) {
                case UringTag.RECEIVE -> links[UringTag.number(tag)].ended();
                case UringTag.WAKE -> watching = false;
                default -> {
                    // It was to end.
                }
            }
        }
    }

    @Override
    public void complete(FrameBatch batch) {
        own();
        int size = batch.size();
        boolean foreign = false;
        for (int i = 0; i < size; i++) {
            if (batch.verdict(i) == FrameBatch.TRANSMIT) {
                foreign |= batch.token(i) == FrameBatch.FOREIGN;
                transmit(batch, i);
            } else if (batch.token(i) != FrameBatch.FOREIGN) {
                links[batch.link(i)].giveBack(batch.token(i));
            }
        }
        if (foreign) {
            submit();
        } else if (sends.size() == 0) {
            for (int i = 0; i < links.length; i++) {
                links[i].publish();
            }
        }
        batch.clear();
    }

    private void transmit(FrameBatch batch, int i) {
        MemorySegment segment = batch.segment(i);
        long base = batch.base(i);
        int length = batch.length(i);
        if (length != batch.receivedLength(i)) {
            // Offsets and sizes of the header no longer hold.
            VirtioNetHdr.clear(segment, base - VirtioNetHdr.SIZEOF);
        }
        makeRoom();
        sends.add(segment, base, length, batch.transmitLink(i), batch.link(i), batch.token(i));
    }

    private void makeRoom() {
        if (sends.full() || ring.room() == 0) {
            submit();
        }
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        own();
        if (length > FrameBatch.MAXIMUM_FRAME) {
            counters.transmitRefused.add(1);
            return false;
        }
        makeRoom();
        sends.addCopy(segment, base, length, link);
        return true;
    }

    @Override
    public void flush() {
        own();
        if (ring.queued() > 0) {
            submit();
        }
    }

    /** Enters the kernel: sends what waits, and has it receive if there is not a batch already. */
    private void submit() {
        int before = ring.end();
        check(ring.submit(before - ring.first() < FrameBatch.CAPACITY));
        if (sends.size() > 0) {
            sends.settle(before);
        }
    }

    private static void check(int result) {
        switch (result) {
            case -Errno.ETIME, -Errno.EINTR, -Errno.EAGAIN, -Errno.EBUSY, -Errno.ENOMEM -> {
                // Nothing came, or the kernel could not take more now.
            }
            case -Errno.EEXIST ->
                throw new IllegalStateException("the engine belongs to another thread, which called it first");
            default -> {
                if (result < 0) {
                    throw new UncheckedIOException(new ErrnoException("io_uring_enter", -result));
                }
            }
        }
    }

    @Override
    public void await(long timeoutNanos) {
        own();
        if (sends.size() > 0) {
            submit();
        }
        long start = System.nanoTime();
        long left = Math.max(timeoutNanos, 0);
        int patience = PATIENCE;
        while (!woken.get() && !frameWaits()) {
            if (patience-- > 0) {
                arm();
            }
            int result = ring.await(left);
            check(result);
            if (result == -Errno.ETIME) {
                askForLosses();
            }
            left = timeoutNanos - (System.nanoTime() - start);
            if (left <= 0) {
                break;
            }
        }
        // A wakeup that comes now ends this wait.
        woken.set(false);
    }

    private void askForLosses() {
        for (int i = 0; i < links.length; i++) {
            links[i].askForLosses();
        }
    }

    /** Deals with completions up to the first that brings a frame; whether there is one. */
    private boolean frameWaits() {
        int next = ring.first();
        int end = ring.end();
        while (next != end && (ring.flags(next) & IoUring.IORING_CQE_F_BUFFER) == 0) {
            noteEnd(next);
            next++;
        }
        ring.release(next);
        return next != end;
    }

    @Override
    public void wakeup() {
        if (!woken.getAndSet(true)) {
            event.signal();
        }
    }

    @Override
    public PacketIoCounters counters() {
        return counters;
    }

    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        if (Thread.currentThread().equals(owner)) {
            end();
        } else {
            // The kernel ends operations some time after this; sockets that are in one fill until then.
            for (UringLink link : links) {
                link.stop();
            }
        }
        ring.close();
        for (UringLink link : links) {
            link.close();
        }
        copies.close();
        event.close();
    }

    /** Ends what the kernel is at, so that sockets are closed when {@link #close} returns, and not some time after. */
    private void end() {
        if (sends.size() > 0) {
            submit();
        }
        ring.cancelAll(UringTag.of(UringTag.CANCEL, 0));
        for (int round = 0; round < CLOSING_ROUNDS && busy(); round++) {
            int ignored = ring.await(CLOSING_NANOS);
            int end = ring.end();
            for (int i = ring.first(); i != end; i++) {
                noteEnd(i);
            }
            ring.release(end);
        }
    }

    private boolean busy() {
        boolean busy = watching;
        for (UringLink link : links) {
            busy |= link.armed();
        }
        return busy;
    }
}
