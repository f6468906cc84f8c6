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
 * <p>A program has at most 4,096 instructions (BPF_MAXINSNS), which is enough for some 1,500 IPv4 addresses.
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
     * The program for these addresses.
     *
     * @param vips ours, which clients know
     * @param sources ours, which servers know
     */
    static ClassicBpf of(Collection<IpAddress> vips, Collection<IpAddress> sources, int workers) {
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
        return made.program.assemble();
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

    /** Conditional jumps reach 255 instructions; a far one is taken by a jump of its own. */
    private void match4(List<IpAddress> addresses, String target) {
        for (IpAddress address : addresses) {
            String next = label();
            program.jumpIfEqual((int) address.low(), ClassicBpfAssembler.NEXT, next)
                    .jump(target)
                    .label(next);
        }
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

    private void match6(List<IpAddress> addresses, String target) {
        for (IpAddress address : addresses) {
            String next = label();
            int[] words = {
                (int) (address.high() >>> 32), (int) address.high(), (int) (address.low() >>> 32), (int) address.low()
            };
            // The last word first: it differs most.
            for (int i = words.length - 1; i >= 0; i--) {
                program.loadWord(DESTINATION_6 + i * Integer.BYTES)
                        .jumpIfEqual(words[i], ClassicBpfAssembler.NEXT, next);
            }
            program.jump(target).label(next);
        }
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
