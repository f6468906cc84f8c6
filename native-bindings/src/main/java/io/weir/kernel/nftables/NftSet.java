package io.weir.kernel.nftables;

import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.sys.PortRange;
import io.weir.kernel.sys.PortSet;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A set of nf_tables that does not change once it is filled: addresses in a hash set, or address, protocol and range of
 * ports together ("pipapo", Linux 5.6), either looked up once a packet however many there are.
 */
final class NftSet {
    /** {@code TYPE_INET_PROTOCOL} and {@code TYPE_INET_SERVICE} of nft's include/datatype.h, for {@code nft list}. */
    private static final int TYPE_PROTOCOL = 12;

    private static final int TYPE_SERVICE = 13;

    /** {@code TYPE_BITS} of the same header: bits of one type in that of a concatenation. */
    private static final int TYPE_BITS = 6;

    /** In a key every field begins at a register of its own. */
    private static final int REGISTER_BYTES = 4;

    private final String name;
    private final int keyType;
    private final int keyBytes;
    private final List<Integer> fieldBytes;
    private final List<Element> elements;

    /** The lowest and the highest key, both in it; the same for one key. */
    static final class Element {
        private final byte[] from;
        private final byte[] to;

        private Element(byte[] from, byte[] to) {
            this.from = from;
            this.to = to;
        }

        byte[] from() {
            return from.clone();
        }

        byte[] to() {
            return to.clone();
        }
    }

    /** An address and a protocol, with ports. */
    record Endpoints(InetAddress address, TransportProtocol protocol, PortSet ports) {}

    private record Key(InetAddress address, TransportProtocol protocol) {
        private static final Comparator<Key> ORDER = Comparator.comparing(
                        (Key key) -> key.address.getAddress(), Arrays::compareUnsigned)
                .thenComparing(Key::protocol);
    }

    private NftSet(String name, int keyType, int keyBytes, List<Integer> fieldBytes, List<Element> elements) {
        this.name = name;
        this.keyType = keyType;
        this.keyBytes = keyBytes;
        this.fieldBytes = fieldBytes;
        this.elements = List.copyOf(elements);
    }

    /** Those of the addresses that are of the family. */
    static NftSet ofAddresses(String name, IpFamily family, Collection<InetAddress> addresses) {
        List<Element> elements = addresses.stream()
                .filter(family::has)
                .map(InetAddress::getAddress)
                .map(key -> new Element(key, key))
                .toList();
        return new NftSet(name, family.addressType(), family.addressBytes(), List.of(), elements);
    }

    /** Those of the endpoints whose addresses are of the family; ports of one address and protocol are joined. */
    static NftSet ofEndpoints(String name, IpFamily family, Collection<Endpoints> endpoints) {
        // The kernel refuses elements that overlap.
        Map<Key, PortSet> joined = new TreeMap<>(Key.ORDER);
        for (Endpoints each : endpoints) {
            if (family.has(each.address())) {
                joined.merge(new Key(each.address(), each.protocol()), each.ports(), PortSet::union);
            }
        }
        List<Element> elements = new ArrayList<>();
        joined.forEach((key, ports) -> {
            for (PortRange range : ports.ranges()) {
                elements.add(new Element(bytes(key, range.first()), bytes(key, range.last())));
            }
        });
        int type = (family.addressType() << (2 * TYPE_BITS)) | (TYPE_PROTOCOL << TYPE_BITS) | TYPE_SERVICE;
        return new NftSet(
                name,
                type,
                family.addressBytes() + 2 * REGISTER_BYTES,
                List.of(family.addressBytes(), Byte.BYTES, Short.BYTES),
                elements);
    }

    private static byte[] bytes(Key key, int port) {
        byte[] address = key.address().getAddress();
        return ByteBuffer.allocate(address.length + 2 * REGISTER_BYTES)
                .put(address)
                .put((byte) key.protocol().number())
                .position(address.length + REGISTER_BYTES)
                .putShort((short) port)
                .array();
    }

    String name() {
        return name;
    }

    /** For {@code nft list} only. */
    int keyType() {
        return keyType;
    }

    int keyBytes() {
        return keyBytes;
    }

    /** Of a concatenation with ranges; empty for a hash set. */
    List<Integer> fieldBytes() {
        return fieldBytes;
    }

    List<Element> elements() {
        return elements;
    }

    boolean isEmpty() {
        return elements.isEmpty();
    }
}
