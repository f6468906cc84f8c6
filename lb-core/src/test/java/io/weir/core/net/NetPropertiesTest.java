package io.weir.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class NetPropertiesTest {
    @Provide
    Arbitrary<IpAddress> addresses() {
        Arbitrary<Long> words = Arbitraries.oneOf(
                Arbitraries.longs(),
                // Words with empty groups, on which the choice of :: depends.
                Arbitraries.of(0L, 1L, 0x2001_0db8_0000_0000L, 0x0000_0001_0000_0000L, 0xffff_0000_0000L, 1L << 63));
        Arbitrary<IpAddress> v6 = Combinators.combine(words, words).as(IpAddress::v6);
        return Arbitraries.oneOf(v6, Arbitraries.integers().map(IpAddress::v4));
    }

    @Provide
    Arbitrary<PortSet> portSets() {
        Arbitrary<Integer> ports = Arbitraries.integers().between(1, 65_535);
        return Combinators.combine(ports, ports)
                .as((a, b) -> new PortSet.Range(Math.min(a, b), Math.max(a, b)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8)
                .map(PortSet::new);
    }

    @Property
    void addressIsReadBackFromItsText(@ForAll("addresses") IpAddress address) {
        assertThat(IpAddress.parse(address.toString())).contains(address);
    }

    @Property
    void addressIsReadBackFromItsBytes(@ForAll("addresses") IpAddress address) {
        assertThat(IpAddress.ofBytes(address.toBytes())).isEqualTo(address);
    }

    @Property
    void jdkReadsTheSameAddressFromTheText(@ForAll("addresses") IpAddress address) throws Exception {
        assertThat(InetAddress.getByName(address.toString())).isEqualTo(address.toInetAddress());
    }

    @Property
    void textOfAnyKindIsReadOrRefusedButNeverThrows(@ForAll String text) {
        IpAddress.parse(text)
                .ifPresent(
                        address -> assertThat(IpAddress.of(address.toString())).isEqualTo(address));
        PortSet.parse(text)
                .ifPresent(ports -> assertThat(PortSet.parse(ports.toString())).contains(ports));
        Cidr.parse(text)
                .ifPresent(cidr -> assertThat(Cidr.parse(cidr.toString())).contains(cidr));
        MacAddress.parse(text)
                .ifPresent(mac -> assertThat(MacAddress.parse(mac.toString())).contains(mac));
    }

    @Property
    void networkOfAnAddressContainsExactlyWhatSharesThePrefix(
            @ForAll("addresses") IpAddress address,
            @ForAll @IntRange(max = 128) int wanted,
            @ForAll @IntRange(max = 127) int flip) {
        int prefix = Math.min(wanted, address.bits());
        int bit = flip % address.bits();
        byte[] bytes = address.toBytes();
        bytes[bit / 8] ^= (byte) (0x80 >>> (bit % 8));
        assertThat(new Cidr(address, prefix).contains(IpAddress.ofBytes(bytes))).isEqualTo(bit >= prefix);
    }

    @Property
    void orderAgreesWithUnsignedBytes(@ForAll("addresses") IpAddress a, @ForAll("addresses") IpAddress b) {
        if (a.v6() == b.v6()) {
            assertThat(Integer.signum(a.compareTo(b)))
                    .isEqualTo(Integer.signum(Arrays.compareUnsigned(a.toBytes(), b.toBytes())));
        }
    }

    @Property
    void portSetIsReadBackFromItsText(@ForAll("portSets") PortSet ports) {
        assertThat(PortSet.parse(ports.toString())).contains(ports);
    }

    @Property
    void portSetAgreesWithABitSet(@ForAll("portSets") PortSet a, @ForAll("portSets") PortSet b) {
        BitSet bits = bits(a);
        assertThat(a.size()).isEqualTo(bits.cardinality());
        assertThat(a.toArray()).isEqualTo(bits.stream().toArray());
        assertThat(a.intersects(b)).isEqualTo(bits.intersects(bits(b)));
        assertThat(List.of(0, 1, 1024, 65_535, 65_536))
                .allSatisfy(port -> assertThat(a.contains(port)).isEqualTo(bits.get(port)));
    }

    private static BitSet bits(PortSet ports) {
        BitSet bits = new BitSet();
        ports.ranges().forEach(range -> bits.set(range.first(), range.last() + 1));
        return bits;
    }

    @Property
    void macAddressIsReadBack(@ForAll long bits) {
        MacAddress mac = new MacAddress(bits & 0xffff_ffff_ffffL);
        assertThat(MacAddress.parse(mac.toString())).contains(mac);
        assertThat(MacAddress.ofBytes(mac.toBytes())).isEqualTo(mac);
    }
}
