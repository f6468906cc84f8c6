package io.weir.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.Privileges;
import io.weir.kernel.testing.TestHost;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class MapsTest {
    private static final byte[] ONE = {0, 0, 0, 1};
    private static final byte[] TWO = {0, 0, 0, 2};
    private static final byte[] THREE = {0, 0, 0, 3};
    private static final byte[] A = {'a'};
    private static final byte[] B = {'b'};

    @BeforeEach
    void asRoot() {
        Privileges.requireNamespaces();
    }

    @Test
    void aHashHoldsWhatIsPut() throws Exception {
        try (BpfHash map = BpfHash.create("addresses", 4, 1, 2)) {
            assertThat(map.value(ONE)).isNull();
            assertThat(map.delete(ONE)).isFalse();
            map.add(ONE, A);
            map.put(TWO, A);
            map.put(TWO, B);
            assertThat(map.value(ONE)).isEqualTo(A);
            assertThat(map.value(TWO)).isEqualTo(B);
            assertThat(map.keys()).containsExactlyInAnyOrder(ONE, TWO);
            assertThatThrownBy(() -> map.add(ONE, B)).hasMessageContaining("there is an entry with this key");
            assertThatThrownBy(() -> map.replace(THREE, B)).hasMessageContaining("there is no entry with this key");
            assertThatThrownBy(() -> map.put(THREE, B))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessage("write to map \"addresses\": E2BIG (Argument list too long):"
                            + " it holds 2 entries at most, and is full");
            map.replace(ONE, B);
            assertThat(map.delete(TWO)).isTrue();
            assertThat(map.keys()).containsExactly(ONE);
            assertThatThrownBy(() -> map.put(A, A)).hasMessage("map addresses has keys of 4 bytes, not 1");
            assertThatThrownBy(() -> map.put(ONE, ONE)).hasMessage("map addresses has values of 1 bytes, not 4");
        }
    }

    @Test
    void aFullLruHashDropsTheOldest() throws Exception {
        int entries = 64;
        try (BpfHash map = BpfHash.leastRecentlyUsed("recent", 4, 4, entries)) {
            for (int i = 0; i < 10 * entries; i++) {
                map.put(BpfArray.index(i), BpfArray.index(i));
            }
            assertThat(map.keys()).isNotEmpty().hasSizeLessThanOrEqualTo(entries);
            assertThat(map.value(BpfArray.index(10 * entries - 1))).isEqualTo(BpfArray.index(10 * entries - 1));
            assertThat(map.value(BpfArray.index(0))).isNull();
        }
    }

    @Test
    void anArrayIsZeroFromTheStart() throws Exception {
        try (BpfArray map = BpfArray.create("settings", 3, 2)) {
            assertThat(map.value(1)).isEqualTo(new byte[3]);
            map.put(1, new byte[] {1, 2, 3});
            assertThat(map.value(1)).containsExactly(1, 2, 3);
            assertThat(map.value(0)).isEqualTo(new byte[3]);
            assertThatThrownBy(() -> map.put(2, new byte[3])).hasMessageContaining("its indexes are 0 to 1");
            assertThatThrownBy(() -> map.value(2)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void aPerCpuArrayHasACounterForEachCpu() throws Exception {
        int cpus = PossibleCpus.count();
        try (PerCpuArray map = PerCpuArray.create("counters", 3)) {
            assertThat(map.counters(2)).isEqualTo(new long[cpus]);
            long[] counters = new long[cpus];
            for (int i = 0; i < cpus; i++) {
                counters[i] = 1L << (40 + i);
            }
            map.put(2, counters);
            assertThat(map.counters(2)).isEqualTo(counters);
            assertThat(map.sum(2)).isEqualTo(((1L << cpus) - 1) << 40);
            assertThat(map.sum(1)).isZero();
        }
    }

    @Test
    void cpusAreCountedToTheHighest() {
        assertThat(PossibleCpus.parse("0")).isEqualTo(1);
        assertThat(PossibleCpus.parse("0-3")).isEqualTo(4);
        assertThat(PossibleCpus.parse("0-3,8-11")).isEqualTo(12);
        assertThat(PossibleCpus.parse("0,2")).isEqualTo(3);
    }

    @Test
    void aTrieKnowsTheLongestPrefix() throws Exception {
        try (LpmTrie map = LpmTrie.create("tuples", 4, 1, 2)) {
            byte[] ten = LpmTrie.key(8, new byte[] {10, 0, 0, 0});
            byte[] tenOne = LpmTrie.key(16, new byte[] {10, 1, 0, 0});
            map.put(ten, A);
            map.put(tenOne, B);
            assertThat(map.longest(LpmTrie.key(32, new byte[] {10, 1, 2, 3}))).isEqualTo(B);
            assertThat(map.longest(LpmTrie.key(32, new byte[] {10, 2, 2, 3}))).isEqualTo(A);
            assertThat(map.longest(LpmTrie.key(32, new byte[] {11, 2, 2, 3}))).isNull();
            assertThat(map.keys()).containsExactly(tenOne, ten);
            assertThatThrownBy(() -> map.put(LpmTrie.key(32, new byte[] {11, 1, 2, 3}), A))
                    .hasMessageContaining("it holds 2 entries at most, and is full");
            assertThat(map.delete(LpmTrie.key(24, new byte[] {10, 1, 0, 0}))).isFalse();
            assertThat(map.delete(tenOne)).isTrue();
            assertThat(map.longest(LpmTrie.key(32, new byte[] {10, 1, 2, 3}))).isEqualTo(A);
            assertThatThrownBy(() -> LpmTrie.key(33, new byte[4])).hasMessage("a prefix of 33 bits in 4 bytes");
        }
    }

    @Test
    void aDeviceMapHoldsInterfacesOfTheNamespace() throws Exception {
        try (TestHost host = TestHost.create();
                DeviceMap map = DeviceMap.create("links", 2)) {
            host.ip("link", "add", "da", "type", "veth");
            int index = host.call(() -> index("da"));
            host.call(() -> {
                map.put(1, index);
                return true;
            });
            assertThat(map.interfaceIndex(1)).hasValue(index);
            assertThat(map.interfaceIndex(0)).isEqualTo(OptionalInt.empty());
            assertThatThrownBy(() -> map.put(0, 99_999)).hasMessageContaining("there is no interface with this index");
            map.delete(1);
            assertThat(map.interfaceIndex(1)).isEmpty();
        }
    }

    @Test
    void aSocketMapTakesOnlySocketsOfItsKind() throws Exception {
        try (SocketMap map = SocketMap.create("sockets", 2);
                BpfHash other = BpfHash.create("other", 4, 4, 1)) {
            map.delete(1);
            assertThatThrownBy(() -> map.put(0, other.fd()))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageStartingWith("write to map \"sockets\": E");
        }
    }

    @Test
    void shapesThatNoKernelTakesAreRefusedHere() {
        assertThatThrownBy(() -> BpfHash.create("much too long a name", 4, 4, 1))
                .hasMessage("the name \"much too long a name\" is not 1 to 15 letters, digits, dots and underscores");
        assertThatThrownBy(() -> BpfHash.create("a", 513, 4, 1)).hasMessageContaining("keys of 1 to 512 bytes");
        assertThatThrownBy(() -> LpmTrie.create("a", 257, 4, 1)).hasMessage("prefixes of 257 bytes, not of 1 to 256");
    }

    static int index(String name) throws Exception {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            return netlink.links().stream()
                    .filter(link -> link.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .index();
        }
    }
}
