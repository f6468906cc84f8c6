package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.core.wire.IpProtocol;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens for every packet leaves no work to the collector. */
class FlowAllocationTest {
    private static final int WARM_UP = 60_000;
    private static final int RUNS = 5;
    private static final int ROUNDS = 20_000;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFlowsLifeAllocatesNothing(boolean v6) {
        FlowTable table = TestFlows.table(v6, 64);
        NewFlow flow = TestFlows.flow(v6, FlowMode.SNAT, 1).kind(FlowMode.SNAT, IpProtocol.TCP);
        SourcePool pool = SourcePool.of(List.of(TestFlows.address(v6, 50)), port -> port > 1024, 0, 2);
        SourcePorts ports = new SourcePorts(5);
        FragmentTable fragments = new FragmentTable();
        FragmentKey key = new FragmentKey();
        int[] now = {Integer.MAX_VALUE - 100_000};
        assertThat(allocatedBy(() -> {
                    now[0] += 100;
                    flow.client(0, now[0] & 0xff, now[0] & 0xffff).state(FlowState.SYN_SENT, 0);
                    if (ports.choose(pool, table, flow, now[0])) {
                        int slot = table.insert(flow, now[0]);
                        if (slot >= 0) {
                            table.touch(slot, now[0]);
                            table.state(slot, TcpTracker.next(table.state(slot), 0x12, false, true));
                            fragments.put(key.datagram(v6, 17, now[0]).between(0, 1, 2, 3), table, slot, now[0]);
                            fragments.find(key, table, now[0]);
                        }
                    }
                    table.find(6, 0, now[0] & 0x3f, 4, 5, 6, 7);
                    table.expire(now[0], 10);
                }))
                .isZero();
        assertThat(table.size()).isPositive();
    }

    /** As {@code io.weir.core.wire.AllocationTest} measures: the leanest of several runs, less the cost of asking. */
    private static long allocatedBy(Runnable round) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        run(round, WARM_UP);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < RUNS; i++) {
            long start = threads.getCurrentThreadAllocatedBytes();
            long asking = threads.getCurrentThreadAllocatedBytes() - start;
            start = threads.getCurrentThreadAllocatedBytes();
            run(round, ROUNDS);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - start - asking);
        }
        return least;
    }

    private static void run(Runnable round, int times) {
        for (int i = 0; i < times; i++) {
            round.run();
        }
    }
}
