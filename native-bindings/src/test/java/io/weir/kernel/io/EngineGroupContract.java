package io.weir.kernel.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.packet.ClassicBpfAssembler;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every group of engines does that the kernel distributes frames to by our program. */
@ExtendWith(NoLeakedDescriptors.class)
abstract class EngineGroupContract {
    private static final int FRAMES = 100;

    /** The second byte of the payload says which worker: offset 0 is behind the Ethernet header. */
    private static final ClassicBpf BY_NUMBER =
            new ClassicBpfAssembler().loadByte(1).endWithA().assemble();

    private final FrameBatch batch = new FrameBatch();

    /** Engines of workers, in the network namespace of the calling thread. */
    abstract EngineGroup open(List<PacketLink> links, int workers, ClassicBpf program) throws Exception;

    @Test
    void everyFrameGoesToTheWorkerThatTheProgramChooses() throws Exception {
        try (TestHost middle = TestHost.create();
                TestHost peer = TestHost.create()) {
            middle.connect("l0", peer, "eth0");
            middle.connect("l1", peer, "eth1");
            List<PacketLink> links = CableWire.links(middle, "l0", "l1");
            try (EngineGroup group = middle.call(() -> open(links, 2, BY_NUMBER));
                    PacketSocket zero = socket(peer, "eth0");
                    PacketSocket one = socket(peer, "eth1")) {
                group.engines().forEach(PacketIo::begin);
                for (int i = 0; i < FRAMES; i++) {
                    zero.send(Wire.frame(i, 100));
                    one.send(Wire.frame(i, 200));
                }
                for (int worker = 0; worker < 2; worker++) {
                    List<Integer> numbers = numbers(group.engines().get(worker), FRAMES);
                    int parity = worker;
                    assertThat(numbers).hasSize(FRAMES).allMatch(number -> number % 2 == parity);
                }

                group.steer(new ClassicBpfAssembler().end(1).assemble());

                for (int i = 0; i < FRAMES; i++) {
                    zero.send(Wire.frame(i, 100));
                }
                assertThat(numbers(group.engines().get(1), FRAMES)).hasSize(FRAMES);
                assertThat(numbers(group.engines().get(0), 0)).isEmpty();
            }
        }
    }

    @Test
    void theProgramKnowsTheEtherType() throws Exception {
        ClassicBpf program = new ClassicBpfAssembler()
                .loadEtherType()
                .jumpIfEqual(Wire.ETHER_TYPE, ClassicBpfAssembler.NEXT, "other")
                .end(1)
                .label("other")
                .end(0)
                .assemble();
        try (TestHost middle = TestHost.create();
                TestHost peer = TestHost.create()) {
            middle.connect("l0", peer, "eth0");
            List<PacketLink> links = CableWire.links(middle, "l0");
            try (EngineGroup group = middle.call(() -> open(links, 2, program));
                    PacketSocket socket = socket(peer, "eth0")) {
                group.engines().forEach(PacketIo::begin);
                for (int i = 0; i < FRAMES; i++) {
                    socket.send(Wire.frame(i, 100));
                }
                assertThat(numbers(group.engines().get(1), FRAMES)).hasSize(FRAMES);
                assertThat(numbers(group.engines().get(0), 0)).isEmpty();
            }
        }
    }

    @Test
    void whatWeSendIsNotReceived() throws Exception {
        try (TestHost middle = TestHost.create();
                TestHost peer = TestHost.create()) {
            middle.connect("l0", peer, "eth0");
            List<PacketLink> links = CableWire.links(middle, "l0");
            try (EngineGroup group = middle.call(() -> open(links, 2, BY_NUMBER));
                    PacketSocket socket = socket(peer, "eth0");
                    PacketSocket host = socket(middle, "l0")) {
                group.engines().forEach(PacketIo::begin);
                byte[] frame = Wire.frame(1, 100);
                PacketIo engine = group.engines().getFirst();
                assertThat(engine.send(0, Wire.made(frame), FrameBatch.HEADROOM, frame.length))
                        .isTrue();
                engine.flush();
                host.send(frame);
                socket.send(Wire.frame(3, 100));

                assertThat(numbers(group.engines().get(1), 1)).containsExactly(3);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void nothingArrivesBeforeAnEngineBegins(int workers) throws Exception {
        try (TestHost middle = TestHost.create();
                TestHost peer = TestHost.create()) {
            middle.connect("l0", peer, "eth0");
            List<PacketLink> links = CableWire.links(middle, "l0");
            ClassicBpf first = new ClassicBpfAssembler().end(0).assemble();
            try (EngineGroup before = middle.call(() -> open(links, workers, first));
                    EngineGroup after = middle.call(() -> open(links, workers, first));
                    PacketSocket socket = socket(peer, "eth0")) {
                before.engines().forEach(PacketIo::begin);
                socket.send(Wire.frame(1, 100));
                assertThat(numbers(before.engines().getFirst(), 1)).containsExactly(1);

                after.engines().forEach(PacketIo::begin);
                socket.send(Wire.frame(2, 100));
                assertThat(numbers(after.engines().getFirst(), 1)).containsExactly(2);
            }
        }
    }

    private static PacketSocket socket(TestHost host, String link) throws Exception {
        int index = CableWire.links(host, link).getFirst().interfaceIndex();
        return host.call(() -> PacketSocket.open(index, PacketSocket.SEND_ONLY));
    }

    private List<Integer> numbers(PacketIo engine, int count) throws Exception {
        List<Integer> numbers = new ArrayList<>();
        Await.until(count + " frames arrived", () -> {
            int size = engine.receive(batch);
            for (int i = 0; i < size; i++) {
                if (Wire.ours(batch, i)) {
                    numbers.add((int) batch.segment(i).get(JAVA_BYTE, batch.base(i) + 15));
                }
            }
            engine.complete(batch);
            return numbers.size() >= count;
        });
        return numbers;
    }
}
