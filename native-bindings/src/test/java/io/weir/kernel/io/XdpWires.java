package io.weir.kernel.io;

import io.weir.kernel.bpf.Assembler;
import io.weir.kernel.bpf.Condition;
import io.weir.kernel.bpf.Helper;
import io.weir.kernel.bpf.Operation;
import io.weir.kernel.bpf.Register;
import io.weir.kernel.bpf.Width;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.packet.ClassicBpf;
import java.io.IOException;
import java.util.List;

/** Engines under test with programs that redirect what the tests send. */
final class XdpWires {
    /** Offsets in {@code struct xdp_md}. */
    private static final int DATA = 0;

    private static final int DATA_END = 4;
    private static final int QUEUE = 16;
    private static final int XDP_PASS = 2;
    /** As the program loads it. */
    private static final int ETHER_TYPE = Short.toUnsignedInt(Short.reverseBytes((short) Wire.ETHER_TYPE));

    private XdpWires() {}

    static CableWire cable(XdpMode mode) throws Exception {
        return new CableWire(links -> open(links, 1, options(mode), testFrames()));
    }

    static XdpOptions options(XdpMode mode) {
        return XdpOptions.DEFAULT.with(mode).withReceiveSlots(256);
    }

    /** A group that owns its redirect. */
    record Owning(XdpGroup group, ProgramRedirect redirect) implements EngineGroup {
        @Override
        public List<XdpPacketIo> engines() {
            return group.engines();
        }

        @Override
        public void steer(ClassicBpf program) {
            group.steer(program);
        }

        @Override
        public void close() {
            group.close();
            redirect.close();
        }
    }

    /** What a program does. */
    interface Body {
        Assembler write(Assembler assembler);
    }

    static Owning open(List<PacketLink> links, int workers, XdpOptions options, Body body) throws IOException {
        ProgramRedirect redirect = new ProgramRedirect(links, body::write, List.of());
        try {
            return new Owning(XdpGroup.open(links, workers, options, redirect), redirect);
        } catch (IOException e) {
            redirect.close();
            throw e;
        }
    }

    /** Redirects frames of the tests' EtherType. */
    static Body testFrames() {
        return assembler -> assembler
                .load(Width.WORD, Register.R2, Register.R1, DATA)
                .load(Width.WORD, Register.R3, Register.R1, DATA_END)
                .move(Register.R4, Register.R2)
                .compute(Operation.ADD, Register.R4, Wire.HEADER)
                .jumpIf(Register.R4, Condition.ABOVE, Register.R3, "pass")
                .load(Width.HALF, Register.R4, Register.R2, 12)
                .jumpIf(Register.R4, Condition.NOT_EQUAL, ETHER_TYPE, "pass")
                .load(Width.WORD, Register.R2, Register.R1, QUEUE)
                .moveMap(Register.R1, ProgramRedirect.SOCKETS)
                .move(Register.R3, XDP_PASS)
                .call(Helper.REDIRECT_MAP)
                .exit()
                .label("pass")
                .move(Register.R0, XDP_PASS)
                .exit();
    }

    /** Redirects every frame. */
    static Body everything() {
        return assembler -> assembler
                .load(Width.WORD, Register.R2, Register.R1, QUEUE)
                .moveMap(Register.R1, ProgramRedirect.SOCKETS)
                .move(Register.R3, XDP_PASS)
                .call(Helper.REDIRECT_MAP)
                .exit();
    }
}
