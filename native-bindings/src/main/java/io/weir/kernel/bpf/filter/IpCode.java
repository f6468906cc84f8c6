package io.weir.kernel.bpf.filter;

import static io.weir.kernel.bpf.Condition.BELOW;
import static io.weir.kernel.bpf.Condition.EQUAL;
import static io.weir.kernel.bpf.Condition.NOT_EQUAL;
import static io.weir.kernel.bpf.Operation.ADD;
import static io.weir.kernel.bpf.Operation.AND;
import static io.weir.kernel.bpf.Operation.SHIFT_LEFT;
import static io.weir.kernel.bpf.Operation.SHIFT_RIGHT;
import static io.weir.kernel.bpf.Register.R1;
import static io.weir.kernel.bpf.Register.R10;
import static io.weir.kernel.bpf.Register.R2;
import static io.weir.kernel.bpf.Register.R7;
import static io.weir.kernel.bpf.Register.R8;
import static io.weir.kernel.bpf.Width.BYTE;
import static io.weir.kernel.bpf.Width.HALF;
import static io.weir.kernel.bpf.Width.WORD;
import static io.weir.kernel.bpf.filter.FilterProgram.FRAGMENT;
import static io.weir.kernel.bpf.filter.FilterProgram.HEADER;
import static io.weir.kernel.bpf.filter.FilterProgram.PASS;
import static io.weir.kernel.bpf.filter.FilterProgram.SMALL;

import io.weir.kernel.bpf.Assembler;
import io.weir.kernel.bpf.filter.FilterProgram.Scope;

/**
 * The part of the filter that reads an IP header and what stands between it and the transport's (RFC 791, RFC 8200).
 * Behind it {@code r7} is where the transport header is, {@code r8} its protocol, and the stack has the keys of both
 * addresses and whether the packet is a later fragment.
 */
final class IpCode {
    private static final int IPV4_BYTES = 20;
    private static final int IPV4_WORDS = 5;
    private static final int IPV4_FRAGMENT = 6;
    private static final int IPV4_FRAGMENT_OFFSET = 0x1fff;
    private static final int IPV4_PROTOCOL = 9;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_DESTINATION = 16;
    private static final int ICMP = 1;

    private static final int IPV6_BYTES = 40;
    private static final int IPV6_NEXT_HEADER = 6;
    private static final int IPV6_SOURCE = 8;
    private static final int IPV6_DESTINATION = 24;
    private static final int ICMPV6 = 58;

    /** As many extension headers as core.wire.PacketParser follows. */
    private static final int EXTENSION_HEADERS = 8;

    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    private static final int FRAGMENT_HEADER = 44;
    private static final int AUTHENTICATION = 51;
    private static final int DESTINATION_OPTIONS = 60;
    private static final int EXTENSION_BYTES = 8;
    private static final int IPV6_FRAGMENT_OFFSET = 0xfff8;

    private final FilterProgram program;
    private final Assembler code;

    IpCode(FilterProgram program, Assembler code) {
        this.program = program;
        this.code = code;
    }

    void ipv4(Scope scope) {
        code.label(scope.label("IPv4"));
        program.fetch(0, HEADER, IPV4_BYTES);
        code.load(BYTE, R1, R10, HEADER);
        version(4);
        code.compute(AND, R1, 0xf)
                .jumpIf(R1, BELOW, IPV4_WORDS, PASS)
                .compute(SHIFT_LEFT, R1, 2)
                .compute(ADD, R7, R1)
                .load(BYTE, R8, R10, HEADER + IPV4_PROTOCOL)
                .load(HALF, R1, R10, HEADER + IPV4_FRAGMENT)
                .compute(AND, R1, FilterProgram.network16(IPV4_FRAGMENT_OFFSET))
                .store(WORD, R10, FRAGMENT, R1);
        program.mapped(HEADER + IPV4_SOURCE, scope.sourceKey());
        program.mapped(HEADER + IPV4_DESTINATION, scope.destinationKey());
        program.destination(scope);
        if (scope == Scope.OUTER && program.isXdp()) {
            whole(scope, ICMP, "ICMP");
        }
        code.jump(scope.label("transport"));
    }

    void ipv6(Scope scope) {
        code.label(scope.label("IPv6"));
        program.fetch(0, HEADER, IPV6_BYTES);
        code.load(BYTE, R1, R10, HEADER);
        version(6);
        code.load(BYTE, R8, R10, HEADER + IPV6_NEXT_HEADER)
                .compute(ADD, R7, IPV6_BYTES)
                .store(WORD, R10, FRAGMENT, 0);
        program.copy(HEADER + IPV6_SOURCE, scope.sourceKey());
        program.copy(HEADER + IPV6_DESTINATION, scope.destinationKey());
        program.destination(scope);
        String behind = scope.label("behind extension headers");
        for (int header = 0; header < EXTENSION_HEADERS; header++) {
            extensionHeader(program.fresh(scope.label("extension header")), behind);
        }
        code.label(behind);
        if (scope == Scope.OUTER) {
            whole(scope, ICMPV6, "ICMPv6");
        }
        code.jump(scope.label("transport"));
    }

    /** Lets pass what is of another version than its EtherType says; {@code r1} is the first byte and stays so. */
    private void version(int version) {
        code.move(R2, R1).compute(SHIFT_RIGHT, R2, 4).jumpIf(R2, NOT_EQUAL, version, PASS);
    }

    /** Goes to the label if the protocol is this and the packet no later fragment. */
    private void whole(Scope scope, int protocol, String label) {
        code.jumpIf(R8, NOT_EQUAL, protocol, scope.label("transport"))
                .load(WORD, R1, R10, FRAGMENT)
                .jumpIf(R1, EQUAL, 0, label);
    }

    /** One step to the next header; where none is to follow, the label behind all of them. */
    private void extensionHeader(String name, String behind) {
        String step = name + " step";
        String fragment = name + " fragment";
        String authentication = name + " authentication";
        String next = name + " next";
        code.jumpIf(R8, EQUAL, HOP_BY_HOP, step)
                .jumpIf(R8, EQUAL, ROUTING, step)
                .jumpIf(R8, EQUAL, DESTINATION_OPTIONS, step)
                .jumpIf(R8, EQUAL, FRAGMENT_HEADER, step)
                .jumpIf(R8, NOT_EQUAL, AUTHENTICATION, behind)
                .label(step);
        program.fetch(0, SMALL, EXTENSION_BYTES);
        // The length of the authentication header is in words less two (RFC 4302), of a fragment header it is none.
        code.load(BYTE, R1, R10, SMALL + 1)
                .jumpIf(R8, EQUAL, FRAGMENT_HEADER, fragment)
                .jumpIf(R8, EQUAL, AUTHENTICATION, authentication)
                .compute(ADD, R1, 1)
                .compute(SHIFT_LEFT, R1, 3)
                .jump(next)
                .label(authentication)
                .compute(ADD, R1, 2)
                .compute(SHIFT_LEFT, R1, 2)
                .jump(next)
                .label(fragment)
                .load(HALF, R1, R10, SMALL + Short.BYTES)
                .compute(AND, R1, FilterProgram.network16(IPV6_FRAGMENT_OFFSET))
                .store(WORD, R10, FRAGMENT, R1)
                .load(BYTE, R8, R10, SMALL)
                .compute(ADD, R7, EXTENSION_BYTES)
                .jumpIf(R1, NOT_EQUAL, 0, behind)
                .jump(name + " done")
                .label(next)
                .load(BYTE, R8, R10, SMALL)
                .compute(ADD, R7, R1)
                .label(name + " done");
    }
}
