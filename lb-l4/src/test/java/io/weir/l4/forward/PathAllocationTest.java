package io.weir.l4.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.weir.core.wire.PacketBuilder;
import io.weir.core.wire.TcpView;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packets leave no work to the collector: of known flows, of new ones, refused and answered ones. */
class PathAllocationTest {
    private static final int WARM_UP = 40_000;
    private static final int RUNS = 5;
    private static final int ROUNDS = 10_000;

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "3,false", "1,true", "2,true", "3,true"})
    void packetsAllocateNothing(int mode, boolean v6) {
        try (PathLab lab = new PathLab(v6, mode, 3)) {
            lab.servers.get(2).maxConnections = 4;
            lab.apply();
            MemorySegment memory = PathLab.memory(256);
            PacketBuilder builder = new PacketBuilder();
            int[] round = {0};
            assertThat(allocatedBy(() -> {
                        int i = round[0]++;
                        boolean tcp = (i & 1) == 0;
                        int clientPort = 1024 + i % 20_000;
                        int length =
                                build(builder.start(memory, 0).ethernet(PathLab.OUR_MAC, 7), lab, tcp, clientPort, i);
                        lab.io.offer(0, memory, 0, length);
                        lab.io.offer(0, memory, 0, length);
                        lab.now += i & 1;
                        lab.pipeline.moment(lab.view, lab.now);
                        lab.io.receive(lab.batch);
                        lab.pipeline.judge(lab.batch);
                        lab.io.complete(lab.batch);
                        lab.pipeline.keepHouse();
                        lab.io.discard(0);
                        lab.io.discard(1);
                    }))
                    .isZero();
            assertThat(lab.pipeline.counters().toServers()).isPositive();
            assertThat(lab.load.total()).isPositive();
        }
    }

    private static int build(PacketBuilder builder, PathLab lab, boolean tcp, int clientPort, int i) {
        int vipPort = i % 7 == 0 ? 81 : PathLab.VIP_PORT;
        if (lab.v6) {
            builder.ipv6(lab.client.high(), lab.client.low(), lab.vip.high(), lab.vip.low());
        } else {
            builder.ipv4((int) lab.client.low(), (int) lab.vip.low());
        }
        builder.hopLimit(i % 11 == 0 ? 1 : 64);
        if (i % 13 == 0) {
            return builder.icmp(lab.v6 ? 128 : 8, 0, 7).build();
        }
        if (tcp) {
            builder.tcp(clientPort, vipPort, i % 5 == 0 ? TcpView.ACK | TcpView.FIN : TcpView.SYN);
        } else {
            if (i % 17 == 0) {
                builder.fragment(i, i % 2 == 0 ? 0 : 64, true);
            }
            builder.udp(clientPort, vipPort);
        }
        return builder.payload64(1).build();
    }

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
