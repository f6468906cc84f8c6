package io.weir.kernel.io;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * An engine under the numbers of more links than it carries: interfaces that are gone keep their numbers. Nothing
 * arrives by those; what is sent there is counted as refused, and dropped.
 */
public final class NumberedPacketIo extends PacketIoDecorator {
    private static final int NOWHERE = -1;

    private final int[] numbers;
    private final int[] places;
    private final List<PacketLink> links;

    /**
     * Takes the engine over, and closes it at the end.
     *
     * @param numbers the number of each of the engine's links, each once, 0 to {@code count} - 1
     * @param count how many numbers there are
     */
    public NumberedPacketIo(PacketIo engine, List<Integer> numbers, int count) {
        super(engine);
        this.numbers = numbers.stream().mapToInt(Integer::intValue).toArray();
        this.places = new int[count];
        Arrays.fill(places, NOWHERE);
        List<PacketLink> all = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            all.add(PacketLink.GONE);
        }
        for (int place = 0; place < this.numbers.length; place++) {
            places[this.numbers[place]] = place;
            all.set(this.numbers[place], engine.links().get(place));
        }
        this.links = List.copyOf(all);
    }

    /** By number; {@link PacketLink#GONE} where there is none. */
    @Override
    public List<PacketLink> links() {
        return links;
    }

    @Override
    public int receive(FrameBatch batch) {
        int size = engine.receive(batch);
        for (int i = 0; i < size; i++) {
            batch.renumber(i, numbers[batch.link(i)]);
        }
        return size;
    }

    @Override
    public void complete(FrameBatch batch) {
        int size = batch.size();
        for (int i = 0; i < size; i++) {
            batch.renumber(i, places[batch.link(i)]);
            if (batch.verdict(i) == FrameBatch.TRANSMIT) {
                leave(batch, i, places[batch.transmitLink(i)]);
            }
        }
        engine.complete(batch);
    }

    private void leave(FrameBatch batch, int i, int place) {
        if (place == NOWHERE) {
            counters().transmitRefused.add(1);
            batch.drop(i, 0);
        } else {
            batch.transmit(i, place);
        }
    }

    @Override
    public boolean send(int link, MemorySegment segment, long base, int length) {
        int place = places[link];
        if (place == NOWHERE) {
            counters().transmitRefused.add(1);
            return false;
        }
        return engine.send(place, segment, base, length);
    }
}
