package io.weir.bench.micro;

import io.weir.core.wire.IpProtocol;
import io.weir.l4.flow.FlowEnd;
import io.weir.l4.flow.FlowMode;
import io.weir.l4.flow.FlowState;
import io.weir.l4.flow.FlowTable;
import io.weir.l4.flow.NewFlow;
import java.lang.foreign.Arena;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Looking up one of 100,000 IPv4 flows. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FlowTableBenchmark {
    private static final int FLOWS = 100_000;
    private static final int STEP = 61_803;
    private static final long FIRST_CLIENT = 0x0a00_0000L;
    private static final long NOBODY = 0x0b00_0000L;
    private static final long VIP = 0xc000_0201L;
    private static final long SERVER = 0xc633_640aL;
    private static final int CLIENT_PORT = 40_000;
    private static final int PORT = 80;

    private final Arena arena = Arena.ofShared();
    private final NewFlow flow = new NewFlow();
    private FlowTable table;
    private int next;

    /** Fills the table. */
    @Setup
    public void fill() {
        table = FlowTable.v4(2 * FLOWS, arena.allocate(FlowTable.bytes(false, 2 * FLOWS), 64), FlowEnd.IGNORED);
        for (int i = 0; i < FLOWS; i++) {
            table.insert(of(FIRST_CLIENT + i).state(FlowState.ESTABLISHED, 0), 0);
        }
    }

    private NewFlow of(long client) {
        return flow.kind(FlowMode.NAT, IpProtocol.TCP)
                .client(0, client, CLIENT_PORT)
                .vip(0, VIP, PORT)
                .server(1, 0, SERVER, PORT);
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        arena.close();
    }

    private int turn() {
        next = (next + STEP) % FLOWS;
        return next;
    }

    /** Finds a flow by a packet of its client. */
    @Benchmark
    public int hit() {
        return table.find(IpProtocol.TCP, 0, FIRST_CLIENT + turn(), CLIENT_PORT, 0, VIP, PORT);
    }

    /** Finds that there is none. */
    @Benchmark
    public int miss() {
        return table.find(IpProtocol.TCP, 0, NOBODY + turn(), CLIENT_PORT, 0, VIP, PORT);
    }
}
