package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.weir.kernel.packet.VirtioNetHdr;
import io.weir.kernel.sys.ErrnoException;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/**
 * A bad line in front of an engine: received frames get lost, arrive twice, late, or damaged, by chance that a seed
 * repeats. For tests.
 */
public final class FaultInjectingPacketIo extends PacketIoDecorator {
    private final Faults faults;
    private final SplittableRandom random;
    private final LargeFrames copies;
    private final LargeFrames kept;
    private final int[] keptLength = new int[FrameBatch.CAPACITY];
    private final int[] keptLink = new int[FrameBatch.CAPACITY];
    private int late;
    private int hidden;

    /**
     * How often, each from 0 for never to 1 for always.
     *
     * @param loss a frame never arrives
     * @param duplication it arrives twice
     * @param reordering it arrives behind those of the next batch
     * @param corruption one of its bits is turned over
     */
    public record Faults(double loss, double duplication, double reordering, double corruption) {
        /** A good line. */
        public static final Faults NONE = new Faults(0, 0, 0, 0);
    }

    /** Takes the engine over, and closes it at the end. */
    public FaultInjectingPacketIo(PacketIo engine, Faults faults, long seed) throws ErrnoException {
        super(engine);
        this.faults = faults;
        this.random = new SplittableRandom(seed);
        this.copies = LargeFrames.open();
        this.kept = LargeFrames.open();
    }

    @Override
    public int receive(FrameBatch batch) {
        int size = engine.receive(batch);
        int shown = 0;
        int held = late;
        for (int i = 0; i < size; i++) {
            // Frames that do arrive move to the front, in their order.
            if (arrives(batch, i)) {
                batch.swap(shown, i);
                shown++;
            }
        }
        hidden = size - shown;
        // Hidden frames go last, so that the worker does not see them.
        int end = append(batch, size, held);
        for (int i = 0; i < end - size; i++) {
            batch.swap(shown + i, size + i);
        }
        batch.resize(end - hidden);
        return end - hidden;
    }

    private boolean arrives(FrameBatch batch, int i) {
        double chance = random.nextDouble();
        if (chance < faults.loss) {
            return false;
        }
        if (random.nextDouble() < faults.corruption) {
            long at = batch.base(i) + random.nextInt(batch.length(i));
            byte damaged = (byte) (batch.segment(i).get(JAVA_BYTE, at) ^ 1 << random.nextInt(Byte.SIZE));
            batch.segment(i).set(JAVA_BYTE, at, damaged);
        }
        if (random.nextDouble() < faults.duplication) {
            keep(batch, i);
        }
        return random.nextDouble() >= faults.reordering || !keep(batch, i);
    }

    private boolean keep(FrameBatch batch, int i) {
        if (late == FrameBatch.CAPACITY) {
            return false;
        }
        int header = VirtioNetHdr.SIZEOF;
        MemorySegment.copy(
                batch.segment(i),
                batch.base(i) - header,
                kept.memory(),
                kept.header(late),
                (long) header + batch.length(i));
        keptLength[late] = batch.length(i);
        keptLink[late] = batch.link(i);
        late++;
        return true;
    }

    /** Adds frames kept before this batch, as far as there is room; the rest come later. */
    private int append(FrameBatch batch, int size, int held) {
        int room = Math.min(held, FrameBatch.CAPACITY - size);
        for (int i = 0; i < room; i++) {
            long header = copies.header(i);
            move(kept, i, copies, i);
            long base = header + VirtioNetHdr.SIZEOF;
            MemorySegment memory = copies.memory();
            batch.add(
                    memory,
                    base,
                    keptLength[i],
                    keptLink[i],
                    VirtioNetHdr.segmentSize(memory, header),
                    VirtioNetHdr.needsChecksum(memory, header),
                    FrameBatch.FOREIGN);
        }
        for (int i = room; i < late; i++) {
            move(kept, i, kept, i - room);
            keptLength[i - room] = keptLength[i];
            keptLink[i - room] = keptLink[i];
        }
        late -= room;
        return size + room;
    }

    private void move(LargeFrames from, int i, LargeFrames to, int j) {
        MemorySegment.copy(
                from.memory(), from.header(i), to.memory(), to.header(j), VirtioNetHdr.SIZEOF + (long) keptLength[i]);
    }

    @Override
    public void complete(FrameBatch batch) {
        batch.resize(batch.size() + hidden);
        hidden = 0;
        engine.complete(batch);
    }

    @Override
    public void await(long timeoutNanos) {
        engine.await(late > 0 ? 0 : timeoutNanos);
    }

    @Override
    public void close() {
        engine.close();
        copies.close();
        kept.close();
    }
}
