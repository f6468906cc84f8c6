package io.weir.l4.worker;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.IpProtocol;
import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.packet.ClassicBpfAssembler;
import io.weir.l4.forward.Steering;
import io.weir.l4.view.L4View;
import java.util.Collection;
import java.util.List;

/**
 * {@link Steering} for the kernel, which gives each frame to the worker it names. Offset 0 is the IP header.
 *
 * <p>A program has at most 4,096 instructions (BPF_MAXINSNS). That is enough for some 3,000 IPv4 addresses, or as many
 * IPv6 addresses of few networks, or 250 IPv6 addresses of as many networks. More are refused: a frame that is steered
 * wrong meets a worker that does not know its flow. One worker needs no program that looks at addresses.
 */
public final class SteeringProgram {
    private static final int VERSION_4 = 4;
    private static final int VERSION_6 = 6;

    private static final int SOURCE_4 = 12;
    private static final int DESTINATION_4 = 16;
    private static final int PROTOCOL_4 = 9;
    private static final int FRAGMENT_4 = 6;
    /** More fragments, or an offset. */
    private static final int FRAGMENTED = 0x3fff;

    private static final int SOURCE_6 = 8;
    private static final int DESTINATION_6 = 24;
    private static final int NEXT_HEADER_6 = 6;
    private static final int HEADER_6 = 40;

    private static final int SOURCE_PORT = 0;
    private static final int DESTINATION_PORT = 2;

    private static final int HASH = 0;
    /** Addresses that are compared one after the other. */
    private static final int LEAF = 32;

    private final ClassicBpfAssembler program = new ClassicBpfAssembler();
    private final int workers;
    private int labels;

    private SteeringProgram(int workers) {
        this.workers = workers;
    }

    /** The program of a view. */
    public static ClassicBpf of(L4View view, int workers) {
        return of(view.vips().keys(), view.sources().keys(), workers);
    }

    /**
     * The program for these addresses. Throws IllegalArgumentException when they are too many.
     *
     * @param vips ours, which clients know
     * @param sources ours, which servers know
     */
    public static ClassicBpf of(Collection<IpAddress> vips, Collection<IpAddress> sources, int workers) {
        if (workers == 1) {
            return new ClassicBpfAssembler().end(0).assemble();
        }
        SteeringProgram made = new SteeringProgram(workers);
        made.program
                .loadByte(0)
                .shiftRight(4)
                .jumpIfEqual(VERSION_4, "v4", ClassicBpfAssembler.NEXT)
                .jumpIfEqual(VERSION_6, ClassicBpfAssembler.NEXT, "other")
                .jump("v6")
                .label("other")
                .end(0);
        made.v4(of(vips, false), of(sources, false));
        made.v6(of(vips, true), of(sources, true));
        try {
            return made.program.assemble();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "layer 4 has " + (vips.size() + sources.size()) + " addresses, too many to distribute frames over "
                            + workers + " workers by; use fewer VIPs and snat-addresses, or set l4.workers to 1",
                    e);
        }
    }

    private static List<IpAddress> of(Collection<IpAddress> all, boolean v6) {
        return all.stream().filter(address -> address.v6() == v6).sorted().toList();
    }

    private void v4(List<IpAddress> vips, List<IpAddress> sources) {
        program.label("v4").loadWord(DESTINATION_4);
        match4(sources, "source4");
        match4(vips, "vip4");
        client4("reply4", DESTINATION_4, DESTINATION_PORT);
        // Only the first fragment has a port: all go where the sender says, and the worker there hands them on.
        program.label("source4")
                .loadHalf(FRAGMENT_4)
                .jumpIfAnyBit(FRAGMENTED, "request4-plain", ClassicBpfAssembler.NEXT)
                .loadXHeaderLength(0)
                .loadHalfAtX(DESTINATION_PORT)
                .modulo(workers)
                .endWithA();
        program.label("vip4");
        client4("request4", SOURCE_4, SOURCE_PORT);
    }

    /** A is the address. Goes on behind this when it is none of them. */
    private void match4(List<IpAddress> addresses, String target) {
        if (!addresses.isEmpty()) {
            String miss = label();
            search(addresses, target, miss);
            program.label(miss);
        }
    }

    /**
     * A binary search for A among the last words of sorted addresses. Conditional jumps reach 255 instructions; a far one
     * is taken by a jump of its own.
     */
    private void search(List<IpAddress> sorted, String target, String miss) {
        if (sorted.size() > LEAF) {
            int middle = sorted.size() / 2;
            String above = label();
            String below = label();
            program.jumpIfAtLeast((int) sorted.get(middle).low(), ClassicBpfAssembler.NEXT, below)
                    .jump(above)
                    .label(below);
            search(sorted.subList(0, middle), target, miss);
            program.label(above);
            search(sorted.subList(middle, sorted.size()), target, miss);
            return;
        }
        String hit = label();
        for (IpAddress address : sorted) {
            program.jumpIfEqual((int) address.low(), hit, ClassicBpfAssembler.NEXT);
        }
        program.jump(miss).label(hit).jump(target);
    }

    private void client4(String name, int address, int port) {
        program.loadByte(PROTOCOL_4)
                .jumpIfEqual(IpProtocol.TCP, ClassicBpfAssembler.NEXT, name + "-plain")
                .loadHalf(FRAGMENT_4)
                .jumpIfAnyBit(FRAGMENTED, name + "-plain", ClassicBpfAssembler.NEXT)
                .loadXHeaderLength(0)
                .loadHalfAtX(port)
                .multiply(Steering.PORT_FACTOR)
                .jump(name + "-mix")
                .label(name + "-plain")
                .load(0)
                .label(name + "-mix")
                .copyToX()
                .loadWord(address)
                .xorX();
        mix();
    }

    private void v6(List<IpAddress> vips, List<IpAddress> sources) {
        program.label("v6");
        match6(sources, "source6");
        match6(vips, "vip6");
        client6("reply6", DESTINATION_6, DESTINATION_PORT);
        // Behind extension headers, as in fragments, the port is elsewhere or nowhere.
        program.label("source6")
                .loadByte(NEXT_HEADER_6)
                .jumpIfEqual(IpProtocol.TCP, "port6", ClassicBpfAssembler.NEXT)
                .jumpIfEqual(IpProtocol.UDP, "port6", "request6-plain")
                .label("port6")
                .loadHalf(HEADER_6 + DESTINATION_PORT)
                .modulo(workers)
                .endWithA();
        program.label("vip6");
        client6("request6", SOURCE_6, SOURCE_PORT);
    }

    /** Addresses that differ in their last 32 bits only are searched at once. */
    private void match6(List<IpAddress> addresses, String target) {
        int from = 0;
        while (from < addresses.size()) {
            IpAddress first = addresses.get(from);
            int to = from + 1;
            while (to < addresses.size() && addresses.get(to).masked(96).equals(first.masked(96))) {
                to++;
            }
            String miss = label();
            prefix6(first, miss);
            search(addresses.subList(from, to), target, miss);
            program.label(miss);
            from = to;
        }
    }

    /** Leaves the last word of the address in A. The third word first: it differs most. */
    private void prefix6(IpAddress address, String miss) {
        int[] words = {(int) (address.high() >>> 32), (int) address.high(), (int) (address.low() >>> 32)};
        for (int i = words.length - 1; i >= 0; i--) {
            String same = label();
            program.loadWord(DESTINATION_6 + i * Integer.BYTES)
                    .jumpIfEqual(words[i], same, ClassicBpfAssembler.NEXT)
                    .jump(miss)
                    .label(same);
        }
        program.loadWord(DESTINATION_6 + 3 * Integer.BYTES);
    }

    private void client6(String name, int address, int port) {
        program.loadByte(NEXT_HEADER_6)
                .jumpIfEqual(IpProtocol.TCP, ClassicBpfAssembler.NEXT, name + "-plain")
                .loadHalf(HEADER_6 + port)
                .multiply(Steering.PORT_FACTOR)
                .jump(name + "-mix")
                .label(name + "-plain")
                .load(0)
                .label(name + "-mix");
        for (int word = 0; word < 4; word++) {
            program.copyToX().loadWord(address + word * Integer.BYTES).xorX();
        }
        mix();
    }

    /** A is the address, folded, with the port: the rest of {@link Steering#ofClient}. */
    private void mix() {
        program.multiply(Steering.MIX_FACTOR)
                .store(HASH)
                .shiftRight(16)
                .copyToX()
                .loadMemory(HASH)
                .xorX()
                .modulo(workers)
                .endWithA();
    }

    private String label() {
        return "next" + labels++;
    }
}
