package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.FilterWorld;
import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.filter.IngressFilterContract;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.Await;
import io.weir.kernel.testing.TestHost;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TcIngressFilterTest extends IngressFilterContract {
    @Override
    protected IngressFilter openFilter() throws Exception {
        TcIngressFilter filter = TcIngressFilter.open();
        assertThat(filter.removedByKernel()).isTrue();
        return filter;
    }

    @Test
    void anInterfaceThatIsNotThereIsRefusedByName() throws Exception {
        try (TestHost host = TestHost.create();
                TcIngressFilter filter = host.call(TcIngressFilter::open)) {
            assertThatThrownBy(() -> host.call(() -> {
                        filter.addLink("eth7");
                        return true;
                    }))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("eth7")
                    .hasMessageContaining("no such interface");
            assertThat(filter.links()).isEmpty();
        }
    }

    @Test
    void rulesBeyondTheMapsAreRefusedAndThoseBeforeStay() throws Exception {
        Set<InetAddress> many = new HashSet<>();
        for (int i = 0; i <= FilterMaps.MAX_ADDRESSES; i++) {
            many.add(InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
        }
        try (FilterWorld world = new FilterWorld();
                TcIngressFilter filter = world.filter(TcIngressFilter::open)) {
            FilterRules one =
                    new FilterRules(Set.of(InetAddress.getByName("192.0.2.77")), Set.of(), Set.of(), Set.of());
            filter.replace(one);

            assertThatThrownBy(() -> filter.replace(new FilterRules(many, Set.of(), Set.of(), Set.of())))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("65536 entries at most");
            assertThat(filter.rules()).isEqualTo(one);

            filter.replace(FilterRules.NONE);
            world.ping("192.0.2.77");
        }
    }

    @Test
    void whatWasFoundIsCounted() throws Exception {
        try (FilterWorld world = new FilterWorld();
                TcIngressFilter filter = world.filter(TcIngressFilter::open)) {
            filter.replace(new FilterRules(Set.of(InetAddress.getByName("192.0.2.77")), Set.of(), Set.of(), Set.of()));
            world.send("192.0.2.20", 4000, "192.0.2.77", 80, "hidden");
            Await.until(
                    "it is counted",
                    () -> Long.valueOf(1).equals(filter.counters().get(Outcome.HIDDEN)));
        }
    }
}
