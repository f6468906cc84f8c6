package io.weir.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PortSetTest {
    @Test
    void rangesAreJoinedAndSorted() {
        PortSet ports = PortSet.of(
                new PortRange(8000, 8010),
                new PortRange(80, 80),
                new PortRange(8011, 8020),
                new PortRange(65_535, 65_535),
                new PortRange(8005, 8006));

        assertThat(ports.text()).isEqualTo("80,8000-8020,65535");
        assertThat(ports.size()).isEqualTo(23);
        assertThat(ports).isEqualTo(PortSet.parse(" 65535,80,8000-8020\n"));
        assertThat(ports.contains(8020)).isTrue();
        assertThat(ports.contains(8021)).isFalse();
        assertThat(PortSet.parse("")).isEqualTo(PortSet.EMPTY);
        assertThat(PortSet.EMPTY.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"80,", ",", "a", "80-", "-80", "90-80", "65536", "1-2-3", "80;81"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> PortSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void setsBehaveAsSets(
            @ForAll @Size(max = 30) Set<@IntRange(max = 60) Integer> some,
            @ForAll @Size(max = 30) Set<@IntRange(max = 60) Integer> others) {
        PortSet a = of(some);
        PortSet b = of(others);

        Set<Integer> union = new TreeSet<>(some);
        union.addAll(others);
        Set<Integer> difference = new TreeSet<>(some);
        difference.removeAll(others);

        assertThat(a.union(b)).isEqualTo(of(union));
        assertThat(a.minus(b)).isEqualTo(of(difference));
        assertThat(a.size()).isEqualTo(some.size());
        assertThat(PortSet.parse(a.text())).isEqualTo(a);
        List<PortRange> ranges = a.ranges();
        for (int i = 1; i < ranges.size(); i++) {
            assertThat(ranges.get(i).first()).isGreaterThan(ranges.get(i - 1).last() + 1);
        }
    }

    /** Whatever we and others do in turn, others' ports are on the list as if we had never been there. */
    @Property
    void reservationsLeaveOthersPortsAlone(
            @ForAll @Size(max = 20) Set<@IntRange(max = 60) Integer> before,
            @ForAll @Size(max = 20) Set<@IntRange(max = 60) Integer> first,
            @ForAll @Size(max = 20) Set<@IntRange(min = 61, max = 90) Integer> meanwhile,
            @ForAll @Size(max = 20) Set<@IntRange(max = 60) Integer> second) {
        Reservation start = new Reservation(of(before), PortSet.EMPTY);

        Reservation taken = start.take(of(first));
        Reservation changed = taken.refreshed(taken.list().union(of(meanwhile)));
        Reservation again = changed.take(of(second));
        Reservation end = again.take(PortSet.EMPTY);

        assertThat(taken.list()).isEqualTo(of(before).union(of(first)));
        assertThat(taken.ours()).isEqualTo(of(first).minus(of(before)));
        assertThat(again.list()).isEqualTo(of(before).union(of(meanwhile)).union(of(second)));
        assertThat(end.list()).isEqualTo(of(before).union(of(meanwhile)));
        assertThat(end.ours().isEmpty()).isTrue();
    }

    private static PortSet of(Set<Integer> ports) {
        BitSet bits = new BitSet();
        ports.forEach(bits::set);
        return PortSet.of(bits);
    }
}
