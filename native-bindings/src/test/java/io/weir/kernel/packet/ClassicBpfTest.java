package io.weir.kernel.packet;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClassicBpfTest {
    @Test
    void everyInstructionIsEncodedAsTheKernelReadsIt() {
        // Numbers as bpf_asm prints them with -c: code, jt, jf, k.
        assertEncoding(new ClassicBpfAssembler().loadWord(12), "0x20 0 0 0xc");
        assertEncoding(new ClassicBpfAssembler().loadHalf(6), "0x28 0 0 0x6");
        assertEncoding(new ClassicBpfAssembler().loadByte(9), "0x30 0 0 0x9");
        assertEncoding(new ClassicBpfAssembler().loadWordAtX(2), "0x40 0 0 0x2");
        assertEncoding(new ClassicBpfAssembler().loadHalfAtX(2), "0x48 0 0 0x2");
        assertEncoding(new ClassicBpfAssembler().loadByteAtX(-1), "0x50 0 0 0xffffffff");
        assertEncoding(new ClassicBpfAssembler().load(7), "0x0 0 0 0x7");
        assertEncoding(new ClassicBpfAssembler().loadLength(), "0x80 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().loadEtherType(), "0x28 0 0 0xfffff000");
        assertEncoding(new ClassicBpfAssembler().loadVlanTagTaken(), "0x20 0 0 0xfffff030");
        assertEncoding(new ClassicBpfAssembler().loadMemory(3), "0x60 0 0 0x3");
        assertEncoding(new ClassicBpfAssembler().loadX(5), "0x1 0 0 0x5");
        assertEncoding(new ClassicBpfAssembler().loadXMemory(15), "0x61 0 0 0xf");
        assertEncoding(new ClassicBpfAssembler().loadXHeaderLength(0), "0xb1 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().store(1), "0x2 0 0 0x1");
        assertEncoding(new ClassicBpfAssembler().storeX(2), "0x3 0 0 0x2");
        assertEncoding(new ClassicBpfAssembler().copyToX(), "0x7 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().copyFromX(), "0x87 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().end(-1), "0x6 0 0 0xffffffff");
        assertEncoding(new ClassicBpfAssembler().endWithA(), "0x16 0 0 0x0");
    }

    @Test
    void arithmeticIsEncodedAsTheKernelReadsIt() {
        assertEncoding(new ClassicBpfAssembler().add(1), "0x4 0 0 0x1");
        assertEncoding(new ClassicBpfAssembler().addX(), "0xc 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().subtract(1), "0x14 0 0 0x1");
        assertEncoding(new ClassicBpfAssembler().subtractX(), "0x1c 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().multiply(0x9e3779b1), "0x24 0 0 0x9e3779b1");
        assertEncoding(new ClassicBpfAssembler().multiplyX(), "0x2c 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().divide(2), "0x34 0 0 0x2");
        assertEncoding(new ClassicBpfAssembler().or(1), "0x44 0 0 0x1");
        assertEncoding(new ClassicBpfAssembler().orX(), "0x4c 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().and(255), "0x54 0 0 0xff");
        assertEncoding(new ClassicBpfAssembler().andX(), "0x5c 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().shiftLeft(8), "0x64 0 0 0x8");
        assertEncoding(new ClassicBpfAssembler().shiftRight(16), "0x74 0 0 0x10");
        assertEncoding(new ClassicBpfAssembler().negate(), "0x84 0 0 0x0");
        assertEncoding(new ClassicBpfAssembler().modulo(3), "0x94 0 0 0x3");
        assertEncoding(new ClassicBpfAssembler().xor(3), "0xa4 0 0 0x3");
        assertEncoding(new ClassicBpfAssembler().xorX(), "0xac 0 0 0x0");
    }

    @Test
    void jumpsSkipInstructions() {
        ClassicBpf program = new ClassicBpfAssembler()
                .loadEtherType()
                .jumpIfEqual(0x800, "ipv4", "other")
                .label("ipv4")
                .loadByte(9)
                .jumpIfGreater(5, ClassicBpfAssembler.NEXT, "end")
                .jumpIfAtLeast(6, "end", "other")
                .jumpIfAnyBit(0x1fff, "other", ClassicBpfAssembler.NEXT)
                .jumpIfEqualX("end", ClassicBpfAssembler.NEXT)
                .jump("end")
                .label("other")
                .end(0)
                .label("end")
                .end(1)
                .assemble();

        assertThat(encoded(program))
                .containsExactly(
                        "0x28 0 0 0xfffff000",
                        "0x15 0 6 0x800",
                        "0x30 0 0 0x9",
                        "0x25 0 5 0x5",
                        "0x35 4 3 0x6",
                        "0x45 2 0 0x1fff",
                        "0x1d 2 0 0x0",
                        "0x5 0 0 0x1",
                        "0x6 0 0 0x0",
                        "0x6 0 0 0x1");
        assertThat(program).hasToString("""
                        (000) ldh [0xfffff000]
                        (001) jeq #0x800, 2, 8
                        (002) ldb [0x9]
                        (003) jgt #0x5, 4, 9
                        (004) jge #0x6, 9, 8
                        (005) jset #0x1fff, 8, 6
                        (006) jeq x, 9, 7
                        (007) ja 9
                        (008) ret #0x0
                        (009) ret #0x1
                        """);
    }

    @Test
    void theListingNamesEveryInstruction() {
        ClassicBpf program = new ClassicBpfAssembler()
                .load(1)
                .loadWord(0)
                .loadLength()
                .loadMemory(1)
                .loadHalfAtX(2)
                .loadX(1)
                .loadXMemory(2)
                .loadXHeaderLength(0)
                .store(1)
                .storeX(2)
                .copyToX()
                .copyFromX()
                .negate()
                .multiplyX()
                .modulo(3)
                .endWithA()
                .assemble();

        assertThat(program.toString().lines().map(line -> line.substring(6)))
                .containsExactly(
                        "ld #0x1",
                        "ld [0x0]",
                        "ld len",
                        "ld M[0x1]",
                        "ldh [x + 0x2]",
                        "ldx #0x1",
                        "ldx M[0x2]",
                        "ldxb 4*([0x0]&0xf)",
                        "st M[0x1]",
                        "stx M[0x2]",
                        "tax",
                        "txa",
                        "neg",
                        "mul x",
                        "mod #0x3",
                        "ret a");
    }

    @Test
    void theKernelGetsTheProgramByteForByte() {
        ClassicBpf program =
                new ClassicBpfAssembler().loadHalf(0x1234).end(0x0506_0708).assemble();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment fprog = program.sockFprog(arena);
            assertThat(fprog.get(JAVA_SHORT, 0)).isEqualTo((short) 2);
            assertThat(fprog.get(ADDRESS, 8).address()).isNotZero();
        }
        assertThat(ClassicBpf.encode(0x28, 0x11, 0x22, 0x0506_0708)).isEqualTo(0x0506_0708_2211_0028L);
    }

    @Test
    void mistakesAreNamed() {
        assertThatThrownBy(
                        () -> new ClassicBpfAssembler().jump("nowhere").end(0).assemble())
                .hasMessage("instruction 0 jumps to label \"nowhere\", which is not set");
        assertThatThrownBy(() -> new ClassicBpfAssembler()
                        .label("back")
                        .jump("back")
                        .end(0)
                        .assemble())
                .hasMessageContaining("which is not among the 4097 instructions behind it");
        ClassicBpfAssembler far = new ClassicBpfAssembler().jumpIfEqual(1, "far", ClassicBpfAssembler.NEXT);
        for (int i = 0; i < 256; i++) {
            far.load(1);
        }
        assertThatThrownBy(() -> far.label("far").end(0).assemble())
                .hasMessageContaining("not among the 256 instructions behind it");
        assertThatThrownBy(() -> new ClassicBpfAssembler().load(1).assemble())
                .hasMessageContaining("the last of which");
        assertThatThrownBy(() -> new ClassicBpfAssembler().label("a").label("a"))
                .hasMessageContaining("set twice");
        assertThatThrownBy(() -> new ClassicBpfAssembler().store(16)).hasMessage("no word of memory: 16");
        assertThatThrownBy(() -> new ClassicBpfAssembler().modulo(0)).hasMessage("division by 0");
    }

    private static void assertEncoding(ClassicBpfAssembler assembler, String expected) {
        assertThat(encoded(assembler.end(0).assemble()).getFirst()).isEqualTo(expected);
    }

    private static List<String> encoded(ClassicBpf program) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < program.size(); i++) {
            lines.add("0x" + Integer.toHexString(program.code(i)) + " " + program.skipIfTrue(i) + " "
                    + program.skipIfFalse(i) + " 0x" + Integer.toHexString(program.constant(i)));
        }
        return lines;
    }
}
