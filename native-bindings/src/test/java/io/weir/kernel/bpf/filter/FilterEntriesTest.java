package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.sys.PortSet;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FilterEntriesTest {
    private static final List<InetAddress> ADDRESSES =
            List.of(address("192.0.2.1"), address("192.0.2.2"), address("192.0.2.3"), address("2001:db8::1"));
    private static final List<Integer> PORTS = List.of(0, 52, 53, 54, 79, 80, 81, 82, 65_535);

    /** What a packet's addresses and ports say to the maps. */
    private record Packet(
            InetAddress source,
            InetAddress destination,
            TransportProtocol protocol,
            int sourcePort,
            int destinationPort) {}

    private static boolean hides(FilterRules rules, Packet packet) {
        return rules.hidden().contains(packet.destination)
                || rules.translated().stream()
                        .anyMatch(each -> each.destination().equals(packet.destination)
                                && each.ports().contains(packet.destinationPort))
                || (!rules.local().contains(packet.destination)
                        && rules.replies().stream()
                                .anyMatch(each -> each.source().equals(packet.source)
                                        && each.protocol() == packet.protocol
                                        && each.ports().contains(packet.sourcePort)));
    }

    /** The decision of the program, on these entries. */
    private static boolean hides(Map<InetAddress, Integer> addresses, Set<Tuple> tuples, Packet packet) {
        int destination = addresses.getOrDefault(packet.destination, 0);
        if ((destination & AddressFlags.HIDDEN) != 0) {
            return true;
        }
        if ((destination & AddressFlags.TRANSLATED) != 0
                && has(tuples, Tuple.Kind.TRANSLATED, packet.protocol, packet.destination, packet.destinationPort)) {
            return true;
        }
        return (destination & AddressFlags.LOCAL) == 0
                && (addresses.getOrDefault(packet.source, 0) & AddressFlags.SERVER) != 0
                && has(tuples, Tuple.Kind.REPLY, packet.protocol, packet.source, packet.sourcePort);
    }

    private static boolean has(
            Set<Tuple> tuples, Tuple.Kind kind, TransportProtocol protocol, InetAddress address, int port) {
        return tuples.stream()
                .anyMatch(tuple -> tuple.kind() == kind
                        && tuple.protocol() == protocol
                        && tuple.address().equals(address)
                        && tuple.ports().first() <= port
                        && port <= tuple.ports().last());
    }

    @Property(tries = 200)
    void everyStepHidesWhatBothHideAndNothingThatNeitherHides(
            @ForAll("rules") FilterRules before, @ForAll("rules") FilterRules after) {
        FilterEntries from = FilterEntries.of(before);
        Map<InetAddress, Integer> addresses = new HashMap<>(from.addresses());
        Set<Tuple> tuples = new HashSet<>(from.tuples());
        for (Packet packet : packets()) {
            assertThat(hides(addresses, tuples, packet)).isEqualTo(hides(before, packet));
        }

        for (Change change : from.changesTo(FilterEntries.of(after))) {
            switch (change) {
                case Change.OfAddress step -> {
                    assertThat(addresses.getOrDefault(step.address(), 0)).isEqualTo(step.before());
                    addresses.put(step.address(), step.after());
                }
                case Change.OfTuple step ->
                    assertThat(step.added() ? tuples.add(step.tuple()) : tuples.remove(step.tuple()))
                            .isTrue();
            }
            for (Packet packet : packets()) {
                boolean hidden = hides(addresses, tuples, packet);
                assertThat(hidden || !(hides(before, packet) && hides(after, packet)))
                        .as("%s is hidden", packet)
                        .isTrue();
                assertThat(!hidden || hides(before, packet) || hides(after, packet))
                        .as("%s is not hidden", packet)
                        .isTrue();
            }
        }

        addresses.values().removeIf(flags -> flags == 0);
        assertThat(new FilterEntries(addresses, tuples)).isEqualTo(FilterEntries.of(after));
    }

    private static List<Packet> packets() {
        List<Packet> packets = new ArrayList<>();
        for (InetAddress source : ADDRESSES) {
            for (InetAddress destination : ADDRESSES) {
                for (int port : PORTS) {
                    packets.add(new Packet(source, destination, TransportProtocol.TCP, port, 81));
                    packets.add(new Packet(source, destination, TransportProtocol.UDP, 81, port));
                }
            }
        }
        return packets;
    }

    @Provide
    Arbitrary<FilterRules> rules() {
        Arbitrary<InetAddress> address = Arbitraries.of(ADDRESSES);
        Arbitrary<PortSet> ports = Arbitraries.of(PORTS).list().ofMaxSize(4).map(PortPrefixTest::ports);
        return Combinators.combine(
                        address.set().ofMaxSize(1),
                        Combinators.combine(address, Arbitraries.of(TransportProtocol.values()), ports)
                                .as(FilterRules.Replies::new)
                                .set()
                                .ofMaxSize(3),
                        address.set().ofMaxSize(2),
                        Combinators.combine(address, ports)
                                .as(FilterRules.Translated::new)
                                .set()
                                .ofMaxSize(2))
                .as(FilterRules::new);
    }

    @Example
    void aKeyIsWhatTheProgramLooksUp() {
        Tuple four = new Tuple(Tuple.Kind.REPLY, TransportProtocol.UDP, address("192.0.2.1"), new PortPrefix(8000, 11));
        Tuple six =
                new Tuple(Tuple.Kind.TRANSLATED, TransportProtocol.TCP, address("2001:db8::1"), new PortPrefix(53, 16));

        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(four.key()))
                .isEqualTo("9b000000" + "01" + "11" + "00000000000000000000ffffc0000201" + "1f40");
        assertThat(hex.formatHex(six.key()))
                .isEqualTo("a0000000" + "02" + "06" + "20010db8000000000000000000000001" + "0035");
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
