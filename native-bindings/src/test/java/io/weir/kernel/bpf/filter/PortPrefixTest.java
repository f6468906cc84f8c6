package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.sys.PortRange;
import io.weir.kernel.sys.PortSet;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PortPrefixTest {
    @Property
    void prefixesHaveThePortsOfTheSetEachOnce(@ForAll @Size(max = 6) List<@IntRange(max = 65_535) Integer> ends) {
        PortSet ports = ports(ends);

        BitSet found = new BitSet();
        for (PortPrefix prefix : PortPrefix.of(ports)) {
            assertThat(found.get(prefix.first(), prefix.last() + 1).cardinality())
                    .as("ports of another prefix in %s", prefix)
                    .isZero();
            found.set(prefix.first(), prefix.last() + 1);
        }

        assertThat(PortSet.of(found)).isEqualTo(ports);
    }

    @Property
    void aRangeTakes30PrefixesAtMost(
            @ForAll @IntRange(max = 65_535) int one, @ForAll @IntRange(max = 65_535) int other) {
        PortSet range = PortSet.of(Math.min(one, other), Math.max(one, other));

        assertThat(PortPrefix.of(range)).hasSizeBetween(1, 30);
    }

    @Example
    void knownRanges() {
        assertThat(PortPrefix.of(PortSet.EMPTY)).isEmpty();
        assertThat(PortPrefix.of(PortSet.of(0, 65_535))).containsExactly(new PortPrefix(0, 0));
        assertThat(PortPrefix.of(PortSet.of(53, 53))).containsExactly(new PortPrefix(53, 16));
        assertThat(PortPrefix.of(PortSet.of(8000, 8003))).containsExactly(new PortPrefix(8000, 14));
        assertThat(PortPrefix.of(PortSet.of(1, 65_534))).hasSize(30);
        assertThat(PortPrefix.of(PortSet.of(65_535, 65_535))).containsExactly(new PortPrefix(65_535, 16));
    }

    @Example
    void onlyPrefixesAreTaken() {
        assertThatThrownBy(() -> new PortPrefix(1, 15)).hasMessage("no prefix of ports: 1/15");
        assertThatThrownBy(() -> new PortPrefix(0, 17)).hasMessage("no prefix of ports: 0/17");
    }

    static PortSet ports(List<Integer> ends) {
        PortSet ports = PortSet.EMPTY;
        for (int at = 0; at + 1 < ends.size(); at += 2) {
            int one = ends.get(at);
            int other = ends.get(at + 1);
            ports = ports.union(PortSet.of(new PortRange(Math.min(one, other), Math.max(one, other))));
        }
        return ports;
    }
}
