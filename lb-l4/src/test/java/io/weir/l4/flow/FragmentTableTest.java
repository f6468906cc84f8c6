package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.wire.IpProtocol;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Fragments find the flow of their datagram's first, for as long as it is right. */
class FragmentTableTest {
    private static final int LIFE = FragmentTable.LIFE_SECONDS * FlowClock.TICKS_PER_SECOND;

    private final FlowTable flows = TestFlows.table(false, 8);
    private final FragmentTable table = new FragmentTable(FlowHash.known(1, -1));
    private final int slot = flows.insert(TestFlows.flow(false, FlowMode.NAT, 1), 0);

    @Test
    void laterFragmentsFindTheFlowAndItsDirection() {
        table.put(key(1), flows, slot | FlowTable.REPLY, 0);
        assertThat(table.find(key(1), flows, LIFE - 1)).isEqualTo(slot | FlowTable.REPLY);
        assertThat(table.find(key(2), flows, 0)).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key(1), flows, LIFE)).isEqualTo(FlowTable.NONE);
    }

    @Test
    void everyPartOfTheKeyCounts() {
        FragmentKey key = new FragmentKey();
        table.put(key.datagram(false, IpProtocol.UDP, 9).between(0, 1, 0, 2), flows, slot, 0);
        assertThat(table.find(key, flows, 0)).isEqualTo(slot);
        assertThat(table.find(key.datagram(true, IpProtocol.UDP, 9), flows, 0)).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key.datagram(false, IpProtocol.TCP, 9), flows, 0)).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key.datagram(false, IpProtocol.UDP, 9 << 16), flows, 0))
                .isEqualTo(FlowTable.NONE);
        key.datagram(false, IpProtocol.UDP, 9);
        assertThat(table.find(key.between(0, 2, 0, 1), flows, 0)).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key.between(1, 1, 0, 2), flows, 0)).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key.between(0, 1, 0, 3), flows, 0)).isEqualTo(FlowTable.NONE);
    }

    @Test
    void aReusedSlotIsNotMistaken() {
        table.put(key(1), flows, slot, 0);
        flows.remove(slot, EndCause.REMOVED);
        assertThat(table.find(key(1), flows, 1)).isEqualTo(FlowTable.NONE);
        assertThat(flows.insert(TestFlows.flow(false, FlowMode.NAT, 2), 1)).isEqualTo(slot);
        assertThat(table.find(key(1), flows, 1)).isEqualTo(FlowTable.NONE);
    }

    @Test
    void theOldestGivesWayInAFlood() {
        for (int i = 0; i < FragmentTable.CAPACITY + 10; i++) {
            table.put(key(i), flows, slot, 0);
        }
        assertThat(table.size()).isEqualTo(FragmentTable.CAPACITY);
        assertThat(table.evicted().value()).isEqualTo(10);
        assertThat(table.find(key(9), flows, 0)).isEqualTo(FlowTable.NONE);
        assertThat(table.find(key(10), flows, 0)).isEqualTo(slot);
        table.expire(LIFE);
        assertThat(table.size()).isZero();
    }

    @Provide
    Arbitrary<Integer> masks() {
        return Arbitraries.of(-1, 0, 3, 0xffff_f000);
    }

    /** Steps below 200 put a datagram, those from 200 on let time pass. */
    @Property(tries = 200)
    void behavesLikeAMap(@ForAll("masks") int hashMask, @ForAll int start, @ForAll List<Byte> steps) {
        FragmentTable tested = new FragmentTable(FlowHash.known(3, hashMask));
        Map<Integer, Integer> born = new HashMap<>();
        int now = start;
        for (byte step : steps) {
            int unsigned = step & 0xff;
            if (unsigned < 200) {
                tested.put(key(unsigned % 50), flows, slot, now);
                born.put(unsigned % 50, now);
            } else {
                now += unsigned - 200;
            }
            for (int i = 0; i < 50; i++) {
                Integer since = born.get(i);
                boolean known = since != null && now - since < LIFE;
                assertThat(tested.find(key(i), flows, now)).isEqualTo(known ? slot : FlowTable.NONE);
            }
        }
    }

    private static FragmentKey key(int identification) {
        return new FragmentKey()
                .datagram(false, IpProtocol.UDP, identification)
                .between(0, 0xc000_0201L, 0, 0xc633_6401L);
    }
}
