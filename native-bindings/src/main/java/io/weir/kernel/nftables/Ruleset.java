package io.weir.kernel.nftables;

import static io.weir.kernel.nftables.NftExpressions.NFT_META_L4PROTO;
import static io.weir.kernel.nftables.NftExpressions.NFT_META_PROTOCOL;
import static io.weir.kernel.nftables.NftExpressions.NFT_REG32_00;

import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.nftables.NftSet.Endpoints;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * {@link FilterRules} as sets and rules: at most five rules a packet, however much there is to drop. Each generation has
 * sets of its own, filled before a rule refers to them.
 */
final class Ruleset {
    private static final String ARP_CHAIN = "arp";
    private static final int ARP_ETHER_TYPE = 0x0806;

    /** Lengths 6 and 4 and the operation "request" (RFC 826). */
    private static final byte[] ARP_REQUEST = {6, 4, 0, 1};

    private static final int ARP_LENGTHS_OFFSET = 4;
    private static final int ARP_SENDER_OFFSET = 14;
    private static final int ARP_TARGET_OFFSET = 24;

    private static final byte[] ICMPV6 = {58};

    /** Its type (RFC 4861, section 4.3). */
    private static final byte[] SOLICITATION = {(byte) 135};

    private static final int SOLICITATION_TARGET_OFFSET = 8;

    private static final int V4_FRAGMENT_FIELD = 6;
    private static final byte[] V4_FRAGMENT_OFFSET = {0x1f, (byte) 0xff};
    private static final byte[] V6_FRAGMENT_OFFSET = {(byte) 0xff, (byte) 0xf8};

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;

    /** Registers of four bytes. */
    private static final int REGISTER_BYTES = 4;

    private final Map<IpFamily, FamilySets> families = new EnumMap<>(IpFamily.class);

    private record FamilySets(NftSet hidden, NftSet replies, NftSet local, NftSet translated) {
        List<NftSet> all() {
            return List.of(hidden, replies, local, translated);
        }
    }

    Ruleset(FilterRules rules, long generation) {
        List<Endpoints> replies = rules.replies().stream()
                .map(each -> new Endpoints(each.source(), each.protocol(), each.ports()))
                .toList();
        List<Endpoints> translated = new ArrayList<>();
        for (FilterRules.Translated each : rules.translated()) {
            for (TransportProtocol protocol : TransportProtocol.values()) {
                translated.add(new Endpoints(each.destination(), protocol, each.ports()));
            }
        }
        for (IpFamily family : IpFamily.values()) {
            String end = family.suffix() + "_" + generation;
            families.put(
                    family,
                    new FamilySets(
                            addresses("hidden" + end, family, rules.hidden()),
                            NftSet.ofEndpoints("replies" + end, family, replies),
                            addresses("local" + end, family, rules.local()),
                            NftSet.ofEndpoints("translated" + end, family, translated)));
        }
    }

    private static NftSet addresses(String name, IpFamily family, Set<InetAddress> addresses) {
        return NftSet.ofAddresses(name, family, addresses);
    }

    /** The chains that rules of every generation go to. */
    static void addChains(Transaction transaction) {
        for (IpFamily family : IpFamily.values()) {
            transaction.chain(family.chain());
        }
        transaction.chain(ARP_CHAIN);
    }

    /** The rules of a link's own chain, which lead to those. */
    static void addIngressRules(Transaction transaction, String chain) {
        for (IpFamily family : IpFamily.values()) {
            transaction.rule(
                    chain,
                    "IPv" + family.suffix(),
                    rule -> etherType(rule, family.etherType()).jump(family.chain()));
        }
        transaction.rule(chain, "ARP", rule -> etherType(rule, ARP_ETHER_TYPE).jump(ARP_CHAIN));
    }

    private static Expressions etherType(Expressions rule, int type) {
        byte[] value = ByteBuffer.allocate(Short.BYTES).putShort((short) type).array();
        return rule.meta(NFT_META_PROTOCOL, NFT_REG32_00).equal(NFT_REG32_00, value);
    }

    /** The sets that hold anything. */
    private List<NftSet> sets() {
        return families.values().stream()
                .flatMap(sets -> sets.all().stream())
                .filter(set -> !set.isEmpty())
                .toList();
    }

    boolean hasSets() {
        return !sets().isEmpty();
    }

    void addSets(Transaction transaction) {
        sets().forEach(transaction::set);
    }

    void deleteSets(Transaction transaction) {
        sets().forEach(set -> transaction.deleteSet(set.name()));
    }

    /** Puts its rules in the place of those that are there. */
    void replaceRules(Transaction transaction) {
        families.forEach((family, sets) -> {
            transaction.clearChain(family.chain());
            addRules(transaction, family, sets);
        });
        transaction.clearChain(ARP_CHAIN);
        NftSet hidden = Objects.requireNonNull(families.get(IpFamily.V4)).hidden();
        if (!hidden.isEmpty()) {
            transaction.rule(
                    ARP_CHAIN,
                    "requests for hidden addresses",
                    rule -> rule.network(ARP_LENGTHS_OFFSET, ARP_REQUEST.length, NFT_REG32_00)
                            .equal(NFT_REG32_00, ARP_REQUEST)
                            .network(ARP_TARGET_OFFSET, IpFamily.V4.addressBytes(), NFT_REG32_00)
                            .in(hidden, NFT_REG32_00)
                            .network(ARP_SENDER_OFFSET, IpFamily.V4.addressBytes(), NFT_REG32_00)
                            .notIn(hidden, NFT_REG32_00)
                            .drop());
        }
    }

    private static void addRules(Transaction transaction, IpFamily family, FamilySets sets) {
        String chain = family.chain();
        if (!sets.hidden().isEmpty()) {
            transaction.rule(
                    chain,
                    "to hidden addresses",
                    rule -> destination(rule, family)
                            .in(sets.hidden(), NFT_REG32_00)
                            .drop());
        }
        if (family == IpFamily.V6 && !sets.hidden().isEmpty()) {
            transaction.rule(
                    chain,
                    "solicitations for hidden addresses",
                    rule -> rule.meta(NFT_META_L4PROTO, NFT_REG32_00)
                            .equal(NFT_REG32_00, ICMPV6)
                            .transport(0, Byte.BYTES, NFT_REG32_00)
                            .equal(NFT_REG32_00, SOLICITATION)
                            .transport(SOLICITATION_TARGET_OFFSET, IpFamily.V6.addressBytes(), NFT_REG32_00)
                            .in(sets.hidden(), NFT_REG32_00)
                            .network(family.sourceOffset(), family.addressBytes(), NFT_REG32_00)
                            .notIn(sets.hidden(), NFT_REG32_00)
                            .drop());
        }
        if (sets.replies().isEmpty() && sets.translated().isEmpty()) {
            return;
        }
        transaction.rule(
                chain,
                "later fragments have no ports",
                rule -> laterFragment(rule, family).leave());
        if (!sets.replies().isEmpty()) {
            transaction.rule(chain, "replies of servers", rule -> {
                endpoint(rule, family, family.sourceOffset(), SOURCE_PORT).in(sets.replies(), NFT_REG32_00);
                if (!sets.local().isEmpty()) {
                    destination(rule, family).notIn(sets.local(), NFT_REG32_00);
                }
                rule.drop();
            });
        }
        if (!sets.translated().isEmpty()) {
            transaction.rule(
                    chain,
                    "to translated ports",
                    rule -> endpoint(rule, family, family.destinationOffset(), DESTINATION_PORT)
                            .in(sets.translated(), NFT_REG32_00)
                            .drop());
        }
    }

    private static Expressions destination(Expressions rule, IpFamily family) {
        return rule.network(family.destinationOffset(), family.addressBytes(), NFT_REG32_00);
    }

    /** Address, protocol and port, one behind the other as the keys of {@link NftSet#ofEndpoints}. */
    private static Expressions endpoint(Expressions rule, IpFamily family, int addressOffset, int portOffset) {
        int protocol = NFT_REG32_00 + family.addressBytes() / REGISTER_BYTES;
        return rule.network(addressOffset, family.addressBytes(), NFT_REG32_00)
                .meta(NFT_META_L4PROTO, protocol)
                .transport(portOffset, Short.BYTES, protocol + 1);
    }

    private static Expressions laterFragment(Expressions rule, IpFamily family) {
        Expressions loaded = switch (family) {
            case V4 ->
                rule.network(V4_FRAGMENT_FIELD, Short.BYTES, NFT_REG32_00).mask(NFT_REG32_00, V4_FRAGMENT_OFFSET);
            case V6 -> rule.fragmentHeader(NFT_REG32_00).mask(NFT_REG32_00, V6_FRAGMENT_OFFSET);
        };
        return loaded.notEqual(NFT_REG32_00, new byte[Short.BYTES]);
    }
}
