package io.weir.kernel.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.ErrnoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links that are gone keep their numbers; the engine knows only those that are there. */
class NumberedPacketIoTest {
    private static final byte[] FRAME = new byte[64];

    @Test
    void framesHaveTheNumbersOfTheirLinks() throws ErrnoException {
        try (MemoryPacketIo engine = MemoryPacketIo.of(2);
                NumberedPacketIo numbered = new NumberedPacketIo(engine, List.of(1, 3), 4)) {
            assertThat(numbered.links())
                    .containsExactly(
                            PacketLink.GONE,
                            engine.links().get(0),
                            PacketLink.GONE,
                            engine.links().get(1));
            FrameBatch batch = new FrameBatch();
            engine.offer(0, FRAME);
            engine.offer(1, FRAME);
            engine.offer(1, FRAME);
            assertThat(numbered.receive(batch)).isEqualTo(3);
            assertThat(List.of(batch.link(0), batch.link(1), batch.link(2))).containsExactly(1, 3, 3);
            batch.transmit(0, 3);
            batch.transmit(1, 1);
            batch.transmit(2, 2);
            numbered.complete(batch);
            assertThat(engine.take(0)).hasSize(64);
            assertThat(engine.take(1)).hasSize(64);
            assertThat(engine.take(0)).isNull();
            assertThat(engine.take(1)).isNull();
            assertThat(numbered.counters().transmitRefused.value()).isEqualTo(1);
        }
    }

    @Test
    void whatIsSentToALinkThatIsGoneIsCounted() throws ErrnoException {
        try (MemoryPacketIo engine = MemoryPacketIo.of(1);
                NumberedPacketIo numbered = new NumberedPacketIo(engine, List.of(1), 2)) {
            MemorySegment memory = Arena.ofAuto().allocate(128, 64);
            assertThat(numbered.send(0, memory, FrameBatch.HEADROOM, 64)).isFalse();
            assertThat(numbered.send(1, memory, FrameBatch.HEADROOM, 64)).isTrue();
            assertThat(engine.take(0)).hasSize(64);
            assertThat(numbered.counters().transmitRefused.value()).isEqualTo(1);
        }
    }
}
