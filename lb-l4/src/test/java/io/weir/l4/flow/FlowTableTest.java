package io.weir.l4.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the model test cannot see: numbers, times, limits. */
class FlowTableTest {
    private static final int SECOND = FlowClock.TICKS_PER_SECOND;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMillionFlowsFitTheStatedMemory(boolean v6) {
        int capacity = 1_000_000;
        assertThat(FlowTable.bytes(v6, capacity)).isEqualTo(capacity * (v6 ? 168L : 104L));
        FlowTable table = TestFlows.table(v6, capacity);
        for (int i = 0; i < capacity; i++) {
            if (table.insert(TestFlows.flow(v6, FlowMode.SNAT, i), 0) != i) {
                throw new AssertionError("flow " + i);
            }
        }
        assertThat(table.insert(TestFlows.flow(v6, FlowMode.SNAT, capacity), 0)).isEqualTo(FlowTable.FULL);
        for (int i = 0; i < capacity; i += 997) {
            assertThat(TestFlows.clientTuple(table, i).findIn(table)).isEqualTo(i);
            assertThat(TestFlows.serverTuple(table, i).findIn(table)).isEqualTo(i | FlowTable.REPLY);
        }
    }

    @Test
    void flowsEndWhenTheirTimeIsOver() {
        List<Integer> ended = new ArrayList<>();
        FlowTable table = TestFlows.table(false, 8, -1, (gone, slot, cause) -> ended.add(slot));
        int halfOpen = insert(table, 1, FlowState.SYN_SENT);
        int closing = insert(table, 2, FlowState.CLOSING);
        int datagram = insert(table, 3, FlowState.DATAGRAM_STREAM);
        int established = insert(table, 4, FlowState.ESTABLISHED);
        table.expire(240 * SECOND - 1, 100);
        assertThat(ended).isEmpty();
        table.touch(closing, 240 * SECOND - 1);
        table.expire(240 * SECOND + TimerWheel.LIST_TICKS, 100);
        assertThat(ended).containsExactly(halfOpen);
        table.expire(300 * SECOND + TimerWheel.LIST_TICKS, 100);
        assertThat(ended).containsExactly(halfOpen, datagram);
        table.expire(480 * SECOND + TimerWheel.LIST_TICKS, 100);
        assertThat(ended).containsExactly(halfOpen, datagram, closing);
        table.expire(7440 * SECOND - 1, 100);
        assertThat(ended).hasSize(3);
        table.expire(7440 * SECOND + TimerWheel.LIST_TICKS, 100);
        assertThat(ended).containsExactly(halfOpen, datagram, closing, established);
        assertThat(table.size()).isZero();
    }

    @Test
    void expiryLooksAtNoMoreThanItsBudget() {
        FlowTable table = TestFlows.table(false, 100);
        for (int i = 0; i < 100; i++) {
            insert(table, i, FlowState.CLOSING);
        }
        int late = 1000 * SECOND;
        assertThat(table.expire(late, 30)).isEqualTo(30);
        assertThat(table.size()).isEqualTo(70);
        assertThat(table.expire(late, 100)).isEqualTo(70);
        assertThat(table.expire(late, 100)).isZero();
    }

    @Test
    void aLongIdleFlowAloneInTheTableIsLookedAtOnceAtATime() {
        FlowTable table = TestFlows.table(false, 1);
        insert(table, 1, FlowState.ESTABLISHED);
        assertThat(table.expire(7000 * SECOND, 1000)).isLessThanOrEqualTo(20);
        assertThat(table.size()).isEqualTo(1);
    }

    @Test
    void aFloodOfHalfOpenFlowsHarmsNoOthers() {
        FlowTable table = TestFlows.table(false, 1000);
        for (int i = 0; i < 500; i++) {
            insert(table, i, FlowState.ESTABLISHED);
        }
        for (int i = 500; i < 10_000; i++) {
            assertThat(insert(table, i, FlowState.SYN_SENT)).isNotNegative();
        }
        assertThat(table.size(FlowState.LIVE)).isEqualTo(500);
        assertThat(table.size(FlowState.HALF_OPEN)).isEqualTo(500);
        assertThat(table.evictions(FlowState.HALF_OPEN).value()).isEqualTo(9000);
        assertThat(table.evictions(FlowState.LIVE).value()).isZero();
        NewFlow youngest = TestFlows.flow(false, FlowMode.NAT, 9_999).state(FlowState.SYN_SENT, 0);
        assertThat(table.insert(youngest, 0))
                .as("the oldest went, not the youngest")
                .isEqualTo(FlowTable.DUPLICATE);
    }

    @Test
    void theHalfOpenFlowsOfAServerAreFoundWhateverElseIsHalfOpen() {
        FlowTable table = TestFlows.table(false, 1000);
        for (int i = 0; i < 300; i++) {
            NewFlow other = TestFlows.flow(false, FlowMode.DR, i).state(FlowState.DATAGRAM_NEW, 0);
            other.serverId = 8;
            assertThat(table.insert(other, 0)).isNotNegative();
        }
        for (int i = 300; i < 500; i++) {
            insert(table, i, FlowState.SYN_SENT);
        }
        // Talking clients do not hide silent ones.
        for (int slot = 300; slot < 400; slot++) {
            table.touch(slot, 9 * SECOND);
        }
        int evicted = 0;
        for (int i = 0; i < 120; i++) {
            evicted += table.evictHalfOpen(10 * SECOND, 2 * SECOND, 7) ? 1 : 0;
        }
        assertThat(evicted).isEqualTo(100);
        assertThat(table.live(300)).isTrue();
        assertThat(table.live(499)).isFalse();
        assertThat(table.evictHalfOpen(10 * SECOND, 2 * SECOND, 8)).isTrue();
        assertThat(table.live(0)).isFalse();
    }

    @Test
    void protectionCanBeChosen() {
        FlowTable table = TestFlows.table(false, 2);
        insert(table, 1, FlowState.ESTABLISHED);
        insert(table, 2, FlowState.ESTABLISHED);
        NewFlow third = TestFlows.flow(false, FlowMode.NAT, 3);
        assertThat(table.insert(third, 60 * SECOND - 1)).isEqualTo(FlowTable.FULL);
        table.protect(10 * SECOND);
        assertThat(table.insert(third, 10 * SECOND)).isNotNegative();
        assertThat(table.evictions(FlowState.LIVE).value()).isEqualTo(1);
    }

    @Test
    void anEntryKeepsWhatThePathNeeds() {
        FlowTable table = TestFlows.table(true, 1);
        NewFlow flow = TestFlows.flow(true, FlowMode.SNAT, 5)
                .station(0x0200_0000_00ffL, 254)
                .serverLink(255)
                .numbers(-5, 6);
        int slot = table.insert(flow, 0);
        assertThat(table.clientMac(slot)).isEqualTo(0x0200_0000_00ffL);
        assertThat(table.clientLink(slot)).isEqualTo(254);
        assertThat(table.serverLink(slot)).isEqualTo(255);
        assertThat(table.serverId(slot)).isEqualTo(7);
        assertThat(table.lastSequence(slot)).isEqualTo(-5);
        assertThat(table.lastAcknowledgment(slot)).isEqualTo(6);
        table.clientStation(slot, 0xffff_ffff_fffeL, 1);
        table.serverLink(slot, 2);
        table.numbers(slot, 7, 8);
        assertThat(table.clientMac(slot)).isEqualTo(0xffff_ffff_fffeL);
        assertThat(table.clientLink(slot)).isEqualTo(1);
        assertThat(table.serverLink(slot)).isEqualTo(2);
        assertThat(table.lastSequence(slot)).isEqualTo(7);
        assertThat(table.lastAcknowledgment(slot)).isEqualTo(8);
        assertThat(TestFlows.clientTuple(table, slot).findIn(table)).isEqualTo(slot);
    }

    @Test
    void aVisitorMayRemoveWhatItSees() {
        FlowTable table = TestFlows.table(false, 10);
        for (int i = 0; i < 10; i++) {
            insert(table, i, FlowState.ESTABLISHED);
        }
        FlowVisitor cuts = (swept, slot) -> swept.remove(slot, EndCause.CUT);
        assertThat(table.sweep(0, 4, cuts)).isEqualTo(4);
        assertThat(table.size()).isEqualTo(6);
        assertThat(table.sweep(4, 100, cuts)).isEqualTo(FlowTable.NONE);
        assertThat(table.size()).isZero();
    }

    @Test
    void aRefusedTableSaysWhy() {
        assertThatThrownBy(() -> FlowTable.v4(10, TestFlows.memory(1039), FlowEnd.IGNORED))
                .hasMessageContaining("needs 1040 bytes of memory, not 1039");
        assertThatThrownBy(() -> FlowTable.v4(10, TestFlows.memory(1200).asSlice(8), FlowEnd.IGNORED))
                .hasMessageContaining("multiple of 64");
        assertThatThrownBy(() -> FlowTable.bytes(false, 0)).hasMessageContaining("1 to 268435456 flows");
    }

    private static int insert(FlowTable table, int client, int state) {
        return table.insert(TestFlows.flow(table.isV6(), FlowMode.NAT, client).state(state, 0), 0);
    }
}
