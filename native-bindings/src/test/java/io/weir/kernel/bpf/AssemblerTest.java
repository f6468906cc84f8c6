package io.weir.kernel.bpf;

import static io.weir.kernel.bpf.Register.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes as llvm-mc of LLVM 14 writes them for the same text, and by hand from RFC 9669 what it cannot read. */
class AssemblerTest {
    private static Arguments line(String text, String bytes, UnaryOperator<Assembler> write) {
        return Arguments.of(text, bytes, write);
    }

    static Stream<Arguments> moves() {
        return Stream.of(
                line("r1 = r2", "bf 21 00 00 00 00 00 00", a -> a.move(R1, R2)),
                line("r1 = -5", "b7 01 00 00 fb ff ff ff", a -> a.move(R1, -5)),
                line("w3 = w4", "bc 43 00 00 00 00 00 00", a -> a.move32(R3, R4)),
                line("w3 = 7", "b4 03 00 00 07 00 00 00", a -> a.move32(R3, 7)),
                line("r2 = *(u8 *)(r1 + 12)", "71 12 0c 00 00 00 00 00", a -> a.load(Width.BYTE, R2, R1, 12)),
                line("r2 = *(u16 *)(r1 - 2)", "69 12 fe ff 00 00 00 00", a -> a.load(Width.HALF, R2, R1, -2)),
                line("r2 = *(u32 *)(r1 + 16)", "61 12 10 00 00 00 00 00", a -> a.load(Width.WORD, R2, R1, 16)),
                line("r2 = *(u64 *)(r10 - 8)", "79 a2 f8 ff 00 00 00 00", a -> a.load(Width.DOUBLE, R2, R10, -8)),
                line("*(u8 *)(r10 - 1) = r3", "73 3a ff ff 00 00 00 00", a -> a.store(Width.BYTE, R10, -1, R3)),
                line("*(u16 *)(r10 - 2) = r3", "6b 3a fe ff 00 00 00 00", a -> a.store(Width.HALF, R10, -2, R3)),
                line("*(u32 *)(r10 - 4) = r3", "63 3a fc ff 00 00 00 00", a -> a.store(Width.WORD, R10, -4, R3)),
                line("*(u64 *)(r10 - 8) = r3", "7b 3a f8 ff 00 00 00 00", a -> a.store(Width.DOUBLE, R10, -8, R3)),
                line("*(u8 *)(r10 - 1) = 3", "72 0a ff ff 03 00 00 00", a -> a.store(Width.BYTE, R10, -1, 3)),
                line("*(u16 *)(r10 - 2) = 3", "6a 0a fe ff 03 00 00 00", a -> a.store(Width.HALF, R10, -2, 3)),
                line("*(u32 *)(r10 - 4) = 3", "62 0a fc ff 03 00 00 00", a -> a.store(Width.WORD, R10, -4, 3)),
                line("*(u64 *)(r10 - 8) = -3", "7a 0a f8 ff fd ff ff ff", a -> a.store(Width.DOUBLE, R10, -8, -3)),
                line(
                        "lock *(u64 *)(r1 + 0) += r2",
                        "db 21 00 00 00 00 00 00",
                        a -> a.atomicAdd(Width.DOUBLE, R1, 0, R2)),
                line(
                        "lock *(u32 *)(r1 + 4) += r2",
                        "c3 21 04 00 00 00 00 00",
                        a -> a.atomicAdd(Width.WORD, R1, 4, R2)));
    }

    static Stream<Arguments> arithmetic() {
        return Stream.of(
                line("r1 += r2", "0f 21 00 00 00 00 00 00", a -> a.compute(Operation.ADD, R1, R2)),
                line("r1 -= 3", "17 01 00 00 03 00 00 00", a -> a.compute(Operation.SUBTRACT, R1, 3)),
                line("r1 *= r2", "2f 21 00 00 00 00 00 00", a -> a.compute(Operation.MULTIPLY, R1, R2)),
                line("r1 /= 3", "37 01 00 00 03 00 00 00", a -> a.compute(Operation.DIVIDE, R1, 3)),
                line("r1 |= r2", "4f 21 00 00 00 00 00 00", a -> a.compute(Operation.OR, R1, R2)),
                line("r1 &= 255", "57 01 00 00 ff 00 00 00", a -> a.compute(Operation.AND, R1, 255)),
                line("r1 <<= 8", "67 01 00 00 08 00 00 00", a -> a.compute(Operation.SHIFT_LEFT, R1, 8)),
                line("r1 >>= r2", "7f 21 00 00 00 00 00 00", a -> a.compute(Operation.SHIFT_RIGHT, R1, R2)),
                line("r1 %= 7", "97 01 00 00 07 00 00 00", a -> a.compute(Operation.MODULO, R1, 7)),
                line("r1 ^= r2", "af 21 00 00 00 00 00 00", a -> a.compute(Operation.XOR, R1, R2)),
                line("r1 s>>= 4", "c7 01 00 00 04 00 00 00", a -> a.compute(Operation.SHIFT_RIGHT_SIGNED, R1, 4)),
                line("w1 += w2", "0c 21 00 00 00 00 00 00", a -> a.compute32(Operation.ADD, R1, R2)),
                line("w1 &= 15", "54 01 00 00 0f 00 00 00", a -> a.compute32(Operation.AND, R1, 15)),
                line("w1 >>= 4", "74 01 00 00 04 00 00 00", a -> a.compute32(Operation.SHIFT_RIGHT, R1, 4)),
                line("w1 <<= 2", "64 01 00 00 02 00 00 00", a -> a.compute32(Operation.SHIFT_LEFT, R1, 2)),
                line("r1 = -r1", "87 01 00 00 00 00 00 00", a -> a.negate(R1)),
                line("r1 = be16 r1", "dc 01 00 00 10 00 00 00", a -> a.toBigEndian(R1, 16)),
                line("r1 = be32 r1", "dc 01 00 00 20 00 00 00", a -> a.toBigEndian(R1, 32)),
                line("r1 = be64 r1", "dc 01 00 00 40 00 00 00", a -> a.toBigEndian(R1, 64)),
                line("r1 = le16 r1", "d4 01 00 00 10 00 00 00", a -> a.toLittleEndian(R1, 16)));
    }

    static Stream<Arguments> jumps() {
        return Stream.of(
                line("goto +1", "05 00 01 00 00 00 00 00", a -> a.jump("ahead")),
                line("if r1 == r2 goto +1", "1d 21 01 00 00 00 00 00", a -> a.jumpIf(R1, Condition.EQUAL, R2, "ahead")),
                line(
                        "if r1 != 5 goto +1",
                        "55 01 01 00 05 00 00 00",
                        a -> a.jumpIf(R1, Condition.NOT_EQUAL, 5, "ahead")),
                line("if r1 > r2 goto -1", "2d 21 ff ff 00 00 00 00", a -> a.jumpIf(R1, Condition.ABOVE, R2, "here")),
                line(
                        "if r1 >= 5 goto +1",
                        "35 01 01 00 05 00 00 00",
                        a -> a.jumpIf(R1, Condition.NOT_BELOW, 5, "ahead")),
                line("if r1 < r2 goto +1", "ad 21 01 00 00 00 00 00", a -> a.jumpIf(R1, Condition.BELOW, R2, "ahead")),
                line(
                        "if r1 <= 5 goto +1",
                        "b5 01 01 00 05 00 00 00",
                        a -> a.jumpIf(R1, Condition.NOT_ABOVE, 5, "ahead")),
                line(
                        "if r1 s> r2 goto +1",
                        "6d 21 01 00 00 00 00 00",
                        a -> a.jumpIf(R1, Condition.GREATER, R2, "ahead")),
                line(
                        "if r1 s>= -5 goto +1",
                        "75 01 01 00 fb ff ff ff",
                        a -> a.jumpIf(R1, Condition.NOT_LESS, -5, "ahead")),
                line("if r1 s< r2 goto +1", "cd 21 01 00 00 00 00 00", a -> a.jumpIf(R1, Condition.LESS, R2, "ahead")),
                line(
                        "if r1 s<= 5 goto +1",
                        "d5 01 01 00 05 00 00 00",
                        a -> a.jumpIf(R1, Condition.NOT_GREATER, 5, "ahead")),
                line("if r1 & 8 goto +1", "45 01 01 00 08 00 00 00", a -> a.jumpIf(R1, Condition.ANY_BIT, 8, "ahead")),
                line(
                        "if w1 == w2 goto +1",
                        "1e 21 01 00 00 00 00 00",
                        a -> a.jumpIf32(R1, Condition.EQUAL, R2, "ahead")),
                line(
                        "if w1 != 5 goto +1",
                        "56 01 01 00 05 00 00 00",
                        a -> a.jumpIf32(R1, Condition.NOT_EQUAL, 5, "ahead")),
                line("if w1 s< 0 goto +1", "c6 01 01 00 00 00 00 00", a -> a.jumpIf32(R1, Condition.LESS, 0, "ahead")),
                line("call 51", "85 00 00 00 33 00 00 00", a -> a.call(Helper.REDIRECT_MAP)),
                line("exit", "95 00 00 00 00 00 00 00", Assembler::exit));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"moves", "arithmetic", "jumps"})
    void encodesAndListsAsTheStandardSays(String text, String bytes, UnaryOperator<Assembler> write) {
        Assembler assembler = write.apply(assembler().label("here"))
                .move(R0, 0)
                .label("ahead")
                .exit();

        Program program = assembler.assemble();

        assertThat(Disassembly.bytes(program.instructions().get(0))).isEqualTo(bytes);
        assertThat(Disassembly.of(program).lines()).first().isEqualTo("    0: " + bytes + "  " + text);
    }

    @Test
    void aLongConstantTakesTwoInstructions() {
        Program program = assembler().moveLong(R1, 0x1122334455667788L).exit().assemble();

        assertThat(Disassembly.of(program)).isEqualTo("""
                    0: 18 01 00 00 88 77 66 55  r1 = 1234605616436508552 ll
                    1: 00 00 00 00 44 33 22 11
                    2: 95 00 00 00 00 00 00 00  exit
                """);
    }

    @Test
    void aMapIsFilledInByTheLoader() {
        Program program = assembler()
                .move(R0, 0)
                .moveMap(R1, "sockets")
                .moveMap(R2, "counters")
                .exit()
                .assemble();

        assertThat(program.maps()).containsExactly(new Relocation(1, "sockets"), new Relocation(3, "counters"));
        assertThat(program.mapNames()).containsExactlyInAnyOrder("sockets", "counters");
        assertThat(Disassembly.of(program)).contains("""
                    1: 18 11 00 00 00 00 00 00  r1 = &sockets
                    2: 00 00 00 00 00 00 00 00
                    3: 18 12 00 00 00 00 00 00  r2 = &counters
                """);
    }

    @Test
    void jumpsCountBothHalvesOfALongConstant() {
        Program program = assembler()
                .label("again")
                .moveLong(R1, 1)
                .jump("end")
                .jump("again")
                .label("end")
                .exit()
                .assemble();

        assertThat(Disassembly.of(program)).contains("goto +1").contains("goto -4");
    }

    @Test
    void theSmallestProgramOfAfXdpIsTheOneTheKernelTook() {
        Program program = new Assembler("sockets", Program.Type.XDP)
                .load(Width.WORD, R2, R1, 16)
                .moveMap(R1, "sockets")
                .move(R3, 2)
                .call(Helper.REDIRECT_MAP)
                .exit()
                .assemble();

        assertThat(program.instructions().stream().map(Disassembly::bytes))
                .containsExactly(
                        "61 12 10 00 00 00 00 00",
                        "18 11 00 00 00 00 00 00",
                        "00 00 00 00 00 00 00 00",
                        "b7 03 00 00 02 00 00 00",
                        "85 00 00 00 33 00 00 00",
                        "95 00 00 00 00 00 00 00");
    }

    @Test
    void mistakesAreToldWithTheirPlace() {
        assertThatThrownBy(assembler().move(R1, 1).jumpIf(R1, Condition.ABOVE, 7, "nowhere")::assemble)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("program trial, instruction 1, if r1 > 7 goto nowhere: there is no label \"nowhere\"");
        assertThatThrownBy(assembler().jump("end").label("end")::assemble)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("program trial, instruction 0, goto end: label \"end\" is behind the last instruction");
        assertThatThrownBy(() -> assembler().label("a").move(R1, 1).label("a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("instruction 1: label \"a\" is set twice, first at instruction 0");
        assertThatThrownBy(() -> assembler().exit().move(R10, R1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("instruction 1, r10 = r1: r10 is where the stack ends and cannot be written; r0 to r9 can");
        assertThatThrownBy(() -> assembler().moveMap(R10, "m")).hasMessageContaining("r10 is where the stack ends");
        assertThatThrownBy(() -> assembler().load(Width.WORD, R1, R2, 40_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("instruction 0")
                .hasMessageEndingWith("an offset is -32768 to 32767, not 40000");
        assertThatThrownBy(() -> assembler().atomicAdd(Width.HALF, R1, 0, R2))
                .hasMessage("instruction 0: atomic addition is of 4 or 8 bytes, not of 2");
        assertThatThrownBy(() -> assembler().toBigEndian(R1, 24))
                .hasMessage("instruction 0: bytes of 16, 32 or 64 bits can change order, not of 24");
    }

    @Test
    void aJumpReaches16Bits() {
        Assembler reached = assembler().jump("far");
        for (int i = 0; i < Short.MAX_VALUE; i++) {
            reached.move(R0, 0);
        }
        assertThat(Disassembly.of(reached.label("far").exit().assemble())).contains("goto +32767");

        Assembler beyond = assembler().jump("far");
        for (int i = 0; i <= Short.MAX_VALUE; i++) {
            beyond.move(R0, 0);
        }
        assertThatThrownBy(beyond.label("far").exit()::assemble)
                .hasMessage("program trial, instruction 0, goto far: label \"far\" is 32768 instructions away, and a"
                        + " jump reaches -32768 to 32767");
    }

    @Test
    void aProgramHasANameTheKernelTakes() {
        for (String name : List.of("", "sixteen_letters_", "weir-filter")) {
            assertThatThrownBy(
                            () -> new Assembler(name, Program.Type.XDP).exit().assemble())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + name + "\"");
        }
        assertThatThrownBy(() -> new Assembler("a", Program.Type.SCHED_CLS)
                        .exit()
                        .assemble()
                        .withFrags())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatTheAssemblerDoesNotWriteIsListedAsUnknown() {
        Program program = new Program("odd", List.of(0xffL, 0x20L), List.of(), Program.Type.XDP, false);

        assertThat(Disassembly.of(program)).contains("unknown 0xff").contains("unknown 0x20");
    }

    private static Assembler assembler() {
        return new Assembler("trial", Program.Type.SCHED_CLS);
    }
}
