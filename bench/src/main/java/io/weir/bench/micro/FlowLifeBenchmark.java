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

/** Entering a flow and forgetting the one whose time is over, while about 100,000 half-open ones stand between. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FlowLifeBenchmark {
    private static final int CAPACITY = 200_000;
    /** 26 flows a tick, of which 240 s (RFC 5382, section 5) have 3,840. */
    private static final int A_TICK = 26;

    private static final int WARM_UP = 300_000;
    private static final int CLIENTS = 1_000_000;
    private static final long FIRST_CLIENT = 0x0a00_0000L;
    private static final long VIP = 0xc000_0201L;
    private static final long SERVER = 0xc633_640aL;

    private final Arena arena = Arena.ofShared();
    private final NewFlow flow = new NewFlow();
    private FlowTable table;
    private int count;
    private int now;

    /** Fills the table. */
    @Setup
    public void fill() {
        table = FlowTable.v4(CAPACITY, arena.allocate(FlowTable.bytes(false, CAPACITY), 64), FlowEnd.IGNORED);
        for (int i = 0; i < WARM_UP; i++) {
            life();
        }
        if (table.size() < CAPACITY / 4 || table.size() > CAPACITY * 3 / 4) {
            throw new IllegalStateException("not about half full: " + table.size());
        }
    }

    /** Gives the memory back. */
    @TearDown
    public void close() {
        arena.close();
    }

    /** One flow's beginning and end. */
    @Benchmark
    public int life() {
        count = count + 1 == CLIENTS ? 0 : count + 1;
        if (count % A_TICK == 0) {
            now++;
        }
        flow.kind(FlowMode.NAT, IpProtocol.TCP)
                .client(0, FIRST_CLIENT + count, 40_000)
                .vip(0, VIP, 80)
                .server(1, 0, SERVER, 80)
                .state(FlowState.SYN_SENT, 0);
        int slot = table.insert(flow, now);
        table.expire(now, 2);
        return slot;
    }
}
