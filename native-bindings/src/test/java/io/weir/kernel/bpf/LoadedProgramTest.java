package io.weir.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.Privileges;
import io.weir.kernel.testing.TestHost;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class LoadedProgramTest {
    private static final byte[] FRAME =
            HexFormat.of().parseHex("020000000002" + "020000000001" + "88b5" + "77".repeat(46));

    /** r2 = key at r10 - 4 = 0; r0 = map_lookup(map, r2); if it is there, count; return XDP_PASS. */
    private static final Program COUNTING = new Program(
            "counting",
            Encodings.list(
                    Encodings.instruction(0x62, 10, 0, -4, 0),
                    Encodings.instruction(0xbf, 2, 10, 0, 0),
                    Encodings.instruction(0x07, 2, 0, 0, -4),
                    Encodings.instruction(0x18, 1, 1, 0, 0),
                    0L,
                    Encodings.instruction(0x85, 0, 0, 0, 1),
                    Encodings.instruction(0x15, 0, 0, 3, 0),
                    Encodings.instruction(0x79, 1, 0, 0, 0),
                    Encodings.instruction(0x07, 1, 0, 0, 1),
                    Encodings.instruction(0x7b, 0, 1, 0, 0),
                    Encodings.move(0, TestRun.XDP_PASS),
                    Encodings.EXIT),
            List.of(new Relocation(3, "counters")),
            Program.Type.XDP,
            true);

    @BeforeEach
    void asRoot() {
        Privileges.requireNamespaces();
    }

    @Test
    void aProgramRunsAndSharesItsMap() throws Exception {
        try (PerCpuArray counters = PerCpuArray.create("counters", 1);
                BpfHash other = BpfHash.create("other", 4, 4, 1);
                LoadedProgram program = LoadedProgram.load(COUNTING, List.of(other, counters))) {
            assertThat(program.name()).isEqualTo("counting");
            assertThat(program.id()).isPositive();
            TestRun run = program.testRun(FRAME);
            assertThat(run.verdict()).isEqualTo(TestRun.XDP_PASS);
            assertThat(run.frame()).isEqualTo(FRAME);
            assertThat(run.nanoseconds()).isPositive();
            program.testRun(FRAME, Arrival.LOOPBACK, 9);
            assertThat(counters.sum(0)).isEqualTo(10);
        }
    }

    @Test
    void anXdpProgramSeesWhereTheFrameComesIn() throws Exception {
        // Returns ctx->ingress_ifindex << 8 | ctx->rx_queue_index.
        Program where = new Program(
                "where",
                Encodings.list(
                        Encodings.instruction(0x61, 0, 1, 12, 0),
                        Encodings.instruction(0x67, 0, 0, 0, 8),
                        Encodings.instruction(0x61, 2, 1, 16, 0),
                        Encodings.instruction(0x4f, 0, 2, 0, 0),
                        Encodings.EXIT),
                List.of(),
                Program.Type.XDP,
                false);
        try (TestHost host = TestHost.create();
                LoadedProgram program = LoadedProgram.load(where, List.of())) {
            host.ip("link", "add", "va", "numrxqueues", "4", "numtxqueues", "4", "type", "veth");
            int index = host.call(() -> MapsTest.index("va"));
            TestRun run = host.call(() -> program.testRun(FRAME, new Arrival(index, 3), 1));
            assertThat(run.verdict()).isEqualTo(index << 8 | 3);
        }
    }

    @Test
    void whatAProgramChangesComesOut() throws Exception {
        // r2 = data; r3 = data_end; if (data + 14 > data_end) return XDP_DROP; data[0] = 4; return XDP_TX
        Program changing = new Program(
                "changing",
                Encodings.list(
                        Encodings.instruction(0x61, 2, 1, 0, 0),
                        Encodings.instruction(0x61, 3, 1, 4, 0),
                        Encodings.instruction(0xbf, 4, 2, 0, 0),
                        Encodings.instruction(0x07, 4, 0, 0, 14),
                        Encodings.move(0, TestRun.XDP_DROP),
                        Encodings.instruction(0x2d, 4, 3, 2, 0),
                        Encodings.instruction(0x72, 2, 0, 0, 4),
                        Encodings.move(0, TestRun.XDP_TX),
                        Encodings.EXIT),
                List.of(),
                Program.Type.XDP,
                true);
        try (LoadedProgram program = LoadedProgram.load(changing, List.of())) {
            TestRun run = program.testRun(FRAME);
            assertThat(run.verdict()).isEqualTo(TestRun.XDP_TX);
            byte[] expected = FRAME.clone();
            expected[0] = 4;
            assertThat(run.frame()).isEqualTo(expected);
            byte[] large = new byte[9000];
            assertThat(program.testRun(large).frame()).hasSize(9000).startsWith(4);
        }
    }

    @Test
    void aProgramForTcReturnsItsVerdict() throws Exception {
        Program program = Encodings.returning("pass", Program.Type.SCHED_CLS, TestRun.TC_ACT_UNSPEC);
        try (LoadedProgram loaded = LoadedProgram.load(program, List.of())) {
            assertThat(loaded.testRun(FRAME).verdict()).isEqualTo(TestRun.TC_ACT_UNSPEC);
            assertThat(loaded.testRun(FRAME).frame()).isEqualTo(FRAME);
        }
    }

    @Test
    void aRefusalShowsTheVerifiersWords() {
        // Reads the frame without a look at its end.
        Program careless = new Program(
                "careless",
                Encodings.list(
                        Encodings.instruction(0x61, 2, 1, 0, 0),
                        Encodings.instruction(0x71, 0, 2, 0, 0),
                        Encodings.EXIT),
                List.of(),
                Program.Type.XDP,
                true);
        assertThatThrownBy(() -> LoadedProgram.load(careless, List.of()))
                .isInstanceOf(ErrnoException.class)
                .hasMessageStartingWith("load the XDP program \"careless\" of 3 instructions: EACCES")
                .hasMessageContaining("the verifier says:\n")
                .hasMessageContaining("invalid access to packet, off=0 size=1");
    }

    @Test
    void aMapThatIsNotThereIsNamed() throws Exception {
        try (BpfHash other = BpfHash.create("other", 4, 4, 1)) {
            assertThatThrownBy(() -> LoadedProgram.load(COUNTING, List.of(other)))
                    .hasMessage("program counting uses the map counters, which is none of [other]");
        }
    }

    @Test
    void aRelocationMustBeWhereAMapIsLoaded() throws Exception {
        Program wrong = new Program(
                "wrong", COUNTING.instructions(), List.of(new Relocation(2, "counters")), Program.Type.XDP, true);
        try (PerCpuArray counters = PerCpuArray.create("counters", 1)) {
            assertThatThrownBy(() -> LoadedProgram.load(wrong, List.of(counters)))
                    .hasMessage("program wrong: instruction 2 does not load a map, but should load counters");
        }
    }

    @Test
    void instructionsAreLittleEndianNumbers() {
        byte[] bytes = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(Encodings.instruction(0x61, 2, 1, 16, 5))
                .array();
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("6112100005000000");
    }
}
