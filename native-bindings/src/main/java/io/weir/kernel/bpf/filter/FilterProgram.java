package io.weir.kernel.bpf.filter;

import static io.weir.kernel.bpf.Condition.ABOVE;
import static io.weir.kernel.bpf.Condition.ANY_BIT;
import static io.weir.kernel.bpf.Condition.EQUAL;
import static io.weir.kernel.bpf.Condition.NOT_EQUAL;
import static io.weir.kernel.bpf.Operation.ADD;
import static io.weir.kernel.bpf.Operation.AND;
import static io.weir.kernel.bpf.Register.R0;
import static io.weir.kernel.bpf.Register.R1;
import static io.weir.kernel.bpf.Register.R10;
import static io.weir.kernel.bpf.Register.R2;
import static io.weir.kernel.bpf.Register.R3;
import static io.weir.kernel.bpf.Register.R4;
import static io.weir.kernel.bpf.Register.R6;
import static io.weir.kernel.bpf.Register.R7;
import static io.weir.kernel.bpf.Register.R8;
import static io.weir.kernel.bpf.Register.R9;
import static io.weir.kernel.bpf.Width.BYTE;
import static io.weir.kernel.bpf.Width.DOUBLE;
import static io.weir.kernel.bpf.Width.HALF;
import static io.weir.kernel.bpf.Width.WORD;

import io.weir.kernel.bpf.Assembler;
import io.weir.kernel.bpf.Helper;
import io.weir.kernel.bpf.HostStack;
import io.weir.kernel.bpf.Program;
import io.weir.kernel.bpf.TestRun;

/**
 * Writes the program that decides whose a frame is. It reads Ethernet with up to two VLAN tags, ARP, IPv4 with options,
 * IPv6 with up to eight extension headers, TCP, UDP, neighbor solicitations, and at XDP the packet that an ICMP error is
 * about; it looks addresses and ports up in maps, so that it never changes while rules do. A frame that is cut off before
 * the decision, or is not what it says, is the host's.
 *
 * <p>Headers are copied to the stack by a helper function before they are read: that works alike for both kinds of
 * program, for packets in several buffers, and at offsets that no verifier can follow.
 *
 * <p>While it runs, {@code r6} is the context, {@code r7} where in the frame it reads, {@code r8} the EtherType and then
 * the protocol, {@code r9} the flags of the destination. All machines that Weir runs on are little-endian.
 */
public final class FilterProgram {
    /** Name of the map of addresses. */
    static final String ADDRESSES = "addresses";
    /** Name of the map of tuples. */
    static final String TUPLES = "tuples";
    /** Name of the map of counters. */
    static final String COUNTERS = "counters";
    /** Name of the map of sockets, by queue. */
    public static final String SOCKETS = "sockets";

    /** Offset in {@code struct __sk_buff}. */
    private static final int SKB_VLAN_PRESENT = 20;

    /** Offset in {@code struct xdp_md}. */
    private static final int XDP_RX_QUEUE_INDEX = 16;

    /** Places on the stack: keys of the source and of the destination, 16 bytes each. */
    static final int SOURCE = -16;

    static final int DESTINATION = -32;
    /** Not 0 in a later fragment. */
    static final int FRAGMENT = -36;
    /** A key of the tuples; so that its address is at a multiple of 8, its first field is not at one of 4. */
    private static final int TUPLE = -62;
    /** The longest header, 40 bytes. */
    static final int HEADER = -104;
    /** What takes up to 8 bytes. */
    static final int SMALL = -112;

    private static final String XDP_NAME = "weir_xdp";

    private static final int ETHERNET_BYTES = 14;
    private static final int ETHER_TYPE = 12;
    private static final int VLAN_TAGS = 2;
    private static final int VLAN_BYTES = 4;

    private static final int ARP_BYTES = 28;
    /** Ethernet, IPv4, lengths 6 and 4, request: the first 8 bytes, little-endian. */
    private static final long ARP_REQUEST = 0x0100_0406_0008_0100L;

    private static final int ARP_SENDER = 14;
    private static final int ARP_TARGET = 24;

    private static final int PORTS_BYTES = 4;
    private static final int ICMP_BYTES = 8;
    private static final int ICMPV6_BYTES = 24;
    private static final int ICMPV6_TARGET = 8;
    private static final int NEIGHBOR_SOLICITATION = 135;
    private static final int LAST_ICMPV6_ERROR = 4;
    /** Unreachable, source quench, time exceeded, parameter problem (RFC 792). */
    private static final int[] ICMP_ERRORS = {3, 4, 11, 12};

    static final String PASS = "pass";
    private static final String OURS = "ours";

    private final Use use;
    private final Assembler code;
    private int labels;

    /** Where it runs. */
    enum Use {
        /** At the ingress of a link: what is ours is dropped. */
        TC,
        /** In front of XDP sockets: what is ours or may be goes to the socket of its queue. */
        XDP
    }

    /** The packet itself, or the one an ICMP error is about, which went the other way. */
    enum Scope {
        OUTER("outer", SOURCE, DESTINATION, 0, 2),
        INNER("inner", DESTINATION, SOURCE, 2, 0);

        private final String prefix;
        private final int sourceKey;
        private final int destinationKey;
        private final int sourcePort;
        private final int destinationPort;

        Scope(String prefix, int sourceKey, int destinationKey, int sourcePort, int destinationPort) {
            this.prefix = prefix;
            this.sourceKey = sourceKey;
            this.destinationKey = destinationKey;
            this.sourcePort = sourcePort;
            this.destinationPort = destinationPort;
        }

        /** Where the key goes that the header's source address makes. */
        int sourceKey() {
            return sourceKey;
        }

        int destinationKey() {
            return destinationKey;
        }

        /** A label of its own. */
        String label(String name) {
            return prefix + " " + name;
        }

        private String outcome(Outcome outcome) {
            return FilterProgram.label(this == OUTER ? outcome : Outcome.ICMP_ERROR);
        }
    }

    private FilterProgram(Use use, Assembler code) {
        this.use = use;
        this.code = code;
    }

    private static String label(Outcome outcome) {
        return "is " + outcome;
    }

    /** The filter at the ingress of a link: what is ours is dropped, what is not passes. */
    public static Program tc() {
        return new FilterProgram(Use.TC, new Assembler("weir_tc", Program.Type.SCHED_CLS)).write();
    }

    /** The filter in front of XDP sockets, in native mode; frames in several buffers too. */
    public static Program nativeXdp() {
        return new FilterProgram(Use.XDP, new Assembler(XDP_NAME, Program.Type.XDP))
                .write()
                .withFrags();
    }

    /**
     * The same in generic mode, where it sees again what was given back to the host, and lets it pass uncounted.
     *
     * @param mark of frames that were given back, see {@link HostStack#passMarked}
     */
    public static Program genericXdp(long mark) {
        Assembler code = HostStack.passMarked(new Assembler(XDP_NAME, Program.Type.XDP), mark);
        return new FilterProgram(Use.XDP, code).write().withFrags();
    }

    private Program write() {
        ethernet();
        arp();
        IpCode ip = new IpCode(this, code);
        ip.ipv4(Scope.OUTER);
        ip.ipv6(Scope.OUTER);
        transport(Scope.OUTER);
        solicitation();
        if (use == Use.XDP) {
            icmpError();
            ip.ipv4(Scope.INNER);
            ip.ipv6(Scope.INNER);
            transport(Scope.INNER);
        }
        results();
        return code.assemble();
    }

    boolean isXdp() {
        return use == Use.XDP;
    }

    private void ethernet() {
        code.move(R6, R1).move(R7, 0);
        fetch(ETHER_TYPE, SMALL, Short.BYTES);
        code.move(R7, ETHERNET_BYTES).load(HALF, R8, R10, SMALL);
        for (int tag = 0; tag < VLAN_TAGS; tag++) {
            String tagged = fresh("tagged");
            if (use == Use.TC && tag == VLAN_TAGS - 1) {
                // The kernel has taken the first tag of what a link received off the frame.
                code.load(WORD, R1, R6, SKB_VLAN_PRESENT).jumpIf(R1, NOT_EQUAL, 0, "untagged");
            }
            code.jumpIf(R8, EQUAL, network16(0x8100), tagged)
                    .jumpIf(R8, NOT_EQUAL, network16(0x88a8), "untagged")
                    .label(tagged);
            fetch(0, SMALL, VLAN_BYTES);
            code.load(HALF, R8, R10, SMALL + Short.BYTES).compute(ADD, R7, VLAN_BYTES);
        }
        code.label("untagged")
                .jumpIf(R8, EQUAL, network16(0x0800), Scope.OUTER.label("IPv4"))
                .jumpIf(R8, EQUAL, network16(0x86dd), Scope.OUTER.label("IPv6"))
                .jumpIf(R8, NOT_EQUAL, network16(0x0806), PASS);
    }

    /** At XDP a request by another owner of the address is the host's: there it is listened for. */
    private void arp() {
        fetch(0, HEADER, ARP_BYTES);
        code.moveLong(R1, ARP_REQUEST).load(DOUBLE, R2, R10, HEADER).jumpIf(R1, NOT_EQUAL, R2, PASS);
        mapped(HEADER + ARP_TARGET, DESTINATION);
        requireFlag(DESTINATION, AddressFlags.HIDDEN);
        // Another owner speaks: whoever defends the address listens at a socket behind this.
        mapped(HEADER + ARP_SENDER, SOURCE);
        passIfHidden(SOURCE, Outcome.ARP_REQUEST);
        code.jump(label(Outcome.ARP_REQUEST));
    }

    /** A key of the IPv4 address at a multiple of 2 on the stack. */
    void mapped(int from, int key) {
        code.store(DOUBLE, R10, key, 0)
                .store(HALF, R10, key + 8, 0)
                .store(HALF, R10, key + 10, -1)
                .load(HALF, R1, R10, from)
                .store(HALF, R10, key + 12, R1)
                .load(HALF, R1, R10, from + Short.BYTES)
                .store(HALF, R10, key + 14, R1);
    }

    /** The flags of the destination; if it is hidden, that is all. */
    void destination(Scope scope) {
        String unknown = fresh("unknown");
        code.move(R9, 0);
        find(ADDRESSES, DESTINATION);
        code.jumpIf(R0, EQUAL, 0, unknown)
                .load(WORD, R9, R0, 0)
                .jumpIf(R9, ANY_BIT, AddressFlags.HIDDEN, scope.outcome(Outcome.HIDDEN))
                .label(unknown);
    }

    /** Decides by the ports, or for a later fragment without them. */
    private void transport(Scope scope) {
        String ports = scope.label("ports");
        String notTranslated = scope.label("not translated");
        code.label(scope.label("transport")).load(WORD, R1, R10, FRAGMENT);
        code.jumpIf(R1, NOT_EQUAL, 0, laterFragment(scope))
                .jumpIf(R8, EQUAL, 6, ports)
                .jumpIf(R8, NOT_EQUAL, 17, PASS)
                .label(ports);
        fetch(0, SMALL, PORTS_BYTES);
        code.move(R1, R9).compute(AND, R1, AddressFlags.TRANSLATED).jumpIf(R1, EQUAL, 0, notTranslated);
        tuple(Tuple.Kind.TRANSLATED, DESTINATION, SMALL + scope.destinationPort);
        code.jumpIf(R0, NOT_EQUAL, 0, scope.outcome(Outcome.TRANSLATED))
                .label(notTranslated)
                .jumpIf(R9, ANY_BIT, AddressFlags.LOCAL, PASS);
        requireFlag(SOURCE, AddressFlags.SERVER);
        tuple(Tuple.Kind.REPLY, SOURCE, SMALL + scope.sourcePort);
        code.jumpIf(R0, NOT_EQUAL, 0, scope.outcome(Outcome.REPLY)).jump(PASS);
        if (use == Use.XDP && scope == Scope.OUTER) {
            code.label(laterFragment(scope))
                    .jumpIf(R9, ANY_BIT, AddressFlags.TRANSLATED, label(Outcome.FRAGMENT))
                    .jumpIf(R9, ANY_BIT, AddressFlags.LOCAL, PASS);
            requireFlag(SOURCE, AddressFlags.SERVER);
            code.jump(label(Outcome.FRAGMENT));
        }
    }

    private String laterFragment(Scope scope) {
        return use == Use.XDP && scope == Scope.OUTER ? "later fragment" : PASS;
    }

    /** Of ICMPv6; what is none goes on where errors are looked at. */
    private void solicitation() {
        String other = use == Use.XDP ? "ICMPv6 error" : PASS;
        code.label("ICMPv6");
        fetch(0, SMALL, ICMP_BYTES);
        code.load(BYTE, R1, R10, SMALL).jumpIf(R1, NOT_EQUAL, NEIGHBOR_SOLICITATION, other);
        fetch(0, HEADER, ICMPV6_BYTES);
        requireFlag(HEADER + ICMPV6_TARGET, AddressFlags.HIDDEN);
        passIfHidden(SOURCE, Outcome.SOLICITATION);
        code.jump(label(Outcome.SOLICITATION));
    }

    private void icmpError() {
        code.label("ICMPv6 error")
                .jumpIf(R1, EQUAL, 0, PASS)
                .jumpIf(R1, ABOVE, LAST_ICMPV6_ERROR, PASS)
                .compute(ADD, R7, ICMP_BYTES)
                .jump(Scope.INNER.label("IPv6"));
        code.label("ICMP");
        fetch(0, SMALL, ICMP_BYTES);
        code.load(BYTE, R1, R10, SMALL).compute(ADD, R7, ICMP_BYTES);
        for (int type : ICMP_ERRORS) {
            code.jumpIf(R1, EQUAL, type, Scope.INNER.label("IPv4"));
        }
        code.jump(PASS);
    }

    /** Looks up an address with a port; {@code r0} is 0 if it is in no tuple. */
    private void tuple(Tuple.Kind kind, int address, int port) {
        code.store(HALF, R10, TUPLE, Tuple.KEY_BITS)
                .store(HALF, R10, TUPLE + Short.BYTES, 0)
                .store(BYTE, R10, TUPLE + Tuple.KIND, kind.number())
                .store(BYTE, R10, TUPLE + Tuple.PROTOCOL, R8);
        copy(address, TUPLE + Tuple.ADDRESS);
        code.load(HALF, R1, R10, port).store(HALF, R10, TUPLE + Tuple.PORT, R1);
        find(TUPLES, TUPLE);
    }

    /** Copies 16 bytes on the stack, both at multiples of 8. */
    void copy(int from, int to) {
        code.load(DOUBLE, R1, R10, from)
                .store(DOUBLE, R10, to, R1)
                .load(DOUBLE, R1, R10, from + Long.BYTES)
                .store(DOUBLE, R10, to + Long.BYTES, R1);
    }

    private void requireFlag(int key, int flag) {
        find(ADDRESSES, key);
        code.jumpIf(R0, EQUAL, 0, PASS)
                .load(WORD, R1, R0, 0)
                .compute(AND, R1, flag)
                .jumpIf(R1, EQUAL, 0, PASS);
    }

    private void passIfHidden(int key, Outcome otherwise) {
        find(ADDRESSES, key);
        code.jumpIf(R0, EQUAL, 0, label(otherwise))
                .load(WORD, R1, R0, 0)
                .jumpIf(R1, ANY_BIT, AddressFlags.HIDDEN, PASS);
    }

    private void find(String map, int key) {
        code.moveMap(R1, map).move(R2, R10).compute(ADD, R2, key).call(Helper.MAP_LOOKUP_ELEM);
    }

    /** Copies bytes from {@code r7 + ahead} of the frame to the stack; a frame without them is the host's. */
    void fetch(int ahead, int to, int bytes) {
        code.move(R1, R6).move(R2, R7);
        if (ahead != 0) {
            code.compute(ADD, R2, ahead);
        }
        code.move(R3, R10)
                .compute(ADD, R3, to)
                .move(R4, bytes)
                .call(use == Use.TC ? Helper.SKB_LOAD_BYTES : Helper.XDP_LOAD_BYTES)
                .jumpIf(R0, NOT_EQUAL, 0, PASS);
    }

    private void results() {
        for (Outcome outcome : Outcome.values()) {
            boolean found = switch (outcome) {
                case PASSED -> false;
                case ICMP_ERROR, FRAGMENT -> use == Use.XDP;
                case HIDDEN, ARP_REQUEST, SOLICITATION, REPLY, TRANSLATED -> true;
            };
            if (found) {
                code.label(label(outcome)).move(R7, outcome.index()).jump(OURS);
            }
        }
        code.label(PASS).move(R7, Outcome.PASSED.index());
        count();
        code.move(R0, use == Use.TC ? TestRun.TC_ACT_UNSPEC : TestRun.XDP_PASS).exit();
        code.label(OURS);
        count();
        if (use == Use.TC) {
            code.move(R0, TestRun.TC_ACT_SHOT).exit();
        } else {
            code.load(WORD, R2, R6, XDP_RX_QUEUE_INDEX)
                    .moveMap(R1, SOCKETS)
                    .move(R3, TestRun.XDP_PASS)
                    .call(Helper.REDIRECT_MAP)
                    .exit();
        }
    }

    /** Adds 1 to the counter of the outcome in {@code r7}; nobody else writes this CPU's meanwhile. */
    private void count() {
        String uncounted = fresh("uncounted");
        code.store(WORD, R10, SMALL, R7);
        find(COUNTERS, SMALL);
        code.jumpIf(R0, EQUAL, 0, uncounted)
                .load(DOUBLE, R1, R0, 0)
                .compute(ADD, R1, 1)
                .store(DOUBLE, R0, 0, R1)
                .label(uncounted);
    }

    String fresh(String name) {
        return name + " " + ++labels;
    }

    /** 16 bits of network order as a little-endian machine loads them. */
    static int network16(int value) {
        return Short.toUnsignedInt(Short.reverseBytes((short) value));
    }
}
