package io.weir.kernel.xdp;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Mapping;
import io.weir.kernel.sys.Mman;
import java.lang.foreign.MemorySegment;

/**
 * The memory that sockets receive into and send from, in chunks, and the chunks that nobody uses. A chunk belongs to
 * exactly one at a time: the list here, a ring, the kernel, or whoever took a frame. Addresses are offsets into
 * {@link #memory}. One thread; the kernel keeps the memory until the last socket is closed.
 */
public final class Umem implements AutoCloseable {
    /** Bytes of a chunk: a page, the most there can be. */
    public static final int CHUNK_BYTES = 4096;

    /** Bytes of a frame that a received chunk holds at most. */
    public static final int RECEIVE_ROOM = CHUNK_BYTES - IfXdp.XDP_PACKET_HEADROOM;

    private final Mapping mapping;
    private final MemorySegment memory;
    private final int chunks;
    private final int[] free;
    private int count;

    private Umem(Mapping mapping, int chunks) {
        this.mapping = mapping;
        this.memory = mapping.segment();
        this.chunks = chunks;
        this.free = new int[chunks];
        // So that the lowest addresses are taken first.
        for (int i = chunks - 1; i >= 0; i--) {
            free[count++] = i;
        }
    }

    /** Memory of so many chunks, all of them free. */
    public static Umem open(int chunks) throws ErrnoException {
        return new Umem(Mman.anonymous((long) chunks * CHUNK_BYTES, "frames of AF_XDP sockets"), chunks);
    }

    /** All of it; the address of a frame is its offset here. */
    public MemorySegment memory() {
        return memory;
    }

    /** How many chunks there are. */
    public int chunks() {
        return chunks;
    }

    /** How many of them nobody uses. */
    public int free() {
        return count;
    }

    /** Takes a free chunk, of which there must be one; where it starts. */
    public long take() {
        return (long) free[--count] * CHUNK_BYTES;
    }

    /** Gives back the chunk that an address lies in. */
    public void give(long address) {
        free[count++] = (int) (address / CHUNK_BYTES);
    }

    @Override
    public void close() {
        mapping.close();
    }
}
