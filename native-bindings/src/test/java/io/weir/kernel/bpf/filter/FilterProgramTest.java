package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.bpf.BpfMap;
import io.weir.kernel.bpf.LoadedProgram;
import io.weir.kernel.bpf.Program;
import io.weir.kernel.bpf.SocketMap;
import io.weir.kernel.bpf.TestRun;
import io.weir.kernel.testing.Privileges;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both programs on crafted frames, by test runs in the kernel. What was found is in the counters. */
class FilterProgramTest {
    private static FilterMaps maps;
    private static SocketMap sockets;
    private static LoadedProgram tc;
    private static LoadedProgram xdp;

    @BeforeAll
    static void load() throws Exception {
        Privileges.requireNamespaces();
        maps = FilterMaps.open();
        maps.replace(FilterCases.rules("192.0.2."));
        maps.replace(FilterCases.rules());
        sockets = SocketMap.create(FilterProgram.SOCKETS, 1);
        tc = LoadedProgram.load(FilterProgram.tc(), maps.all());
        List<BpfMap> all = new ArrayList<>(maps.all());
        all.add(sockets);
        xdp = LoadedProgram.load(FilterProgram.genericXdp(0x0123_4567_89ab_cdefL), all);
    }

    @AfterAll
    static void unload() {
        if (maps != null) {
            xdp.close();
            tc.close();
            sockets.close();
            maps.close();
        }
    }

    static Stream<FilterCase> cases() {
        return FilterCases.all();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void everyFrameIsWhatItIs(FilterCase each) throws Exception {
        assertThat(run(tc, each.frame())).as("at tc").isEqualTo(each.atTc());
        assertThat(run(xdp, each.frame())).as("at XDP").isEqualTo(each.atXdp());
    }

    @Test
    void aFrameThatIsCutOffBeforeTheDecisionIsTheHosts() throws Exception {
        for (FilterCase each : (Iterable<FilterCase>) FilterCases.untagged()::iterator) {
            // A test run at tc refuses IP packets that are cut off, and does not know them behind a tag.
            byte[] frame = Frames.tagged(FilterCases.VLAN, each.frame());
            for (LoadedProgram program : List.of(tc, xdp)) {
                Outcome whole = program == tc ? each.atTc() : each.atXdp();
                int decided = frame.length;
                for (int length = frame.length - 1; length > Frames.ETHERNET_BYTES; length--) {
                    Outcome cut = run(program, Arrays.copyOf(frame, length));
                    assertThat(cut).as("%s, %d bytes", each, length).isIn(Outcome.PASSED, whole);
                    if (cut == whole && whole != Outcome.PASSED) {
                        assertThat(length)
                                .as("%s is decided alike from here on", each)
                                .isEqualTo(decided - 1);
                        decided = length;
                    }
                }
                if (whole != Outcome.PASSED) {
                    assertThat(decided).isGreaterThanOrEqualTo(Frames.ETHERNET_BYTES + 4 + 20);
                }
            }
        }
    }

    @Test
    void randomBytesAreTheHosts() throws Exception {
        Random random = new Random(4);
        List<byte[]> frames = FilterCases.untagged().map(FilterCase::frame).toList();
        for (int i = 0; i < 20_000; i++) {
            byte[] frame;
            if (i % 4 == 0) {
                frame = new byte[15 + random.nextInt(200)];
                random.nextBytes(frame);
            } else {
                frame = frames.get(random.nextInt(frames.size())).clone();
                for (int change = random.nextInt(4); change >= 0; change--) {
                    frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                }
            }
            Outcome atTc = run(tc, frame);
            Outcome atXdp = run(xdp, frame);
            if (i % 4 == 0) {
                assertThat(atTc).isEqualTo(Outcome.PASSED);
                assertThat(atXdp).isEqualTo(Outcome.PASSED);
            }
        }
    }

    /** Runs it once; the counter that moved says what it found, and the verdict must be that. */
    private static Outcome run(LoadedProgram program, byte[] frame) throws Exception {
        Map<Outcome, Long> counters = new EnumMap<>(maps.counters());
        TestRun run = program.testRun(frame);
        maps.counters().forEach((outcome, count) -> counters.merge(outcome, -count, Long::sum));
        counters.values().removeIf(difference -> difference == 0);
        assertThat(counters).hasSize(1).containsValue(-1L);
        Outcome outcome = counters.keySet().iterator().next();
        // No socket is in the map, and so at XDP the host gets everything.
        int ours = program.type() == Program.Type.XDP ? TestRun.XDP_PASS : TestRun.TC_ACT_SHOT;
        int passed = program.type() == Program.Type.XDP ? TestRun.XDP_PASS : TestRun.TC_ACT_UNSPEC;
        assertThat(run.verdict()).isEqualTo(outcome == Outcome.PASSED ? passed : ours);
        assertThat(run.frame()).isEqualTo(frame);
        return outcome;
    }
}
