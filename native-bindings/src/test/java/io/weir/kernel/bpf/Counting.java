package io.weir.kernel.bpf;

import io.weir.kernel.sys.ErrnoException;
import java.util.List;

/** A program that counts the frames it meets, and its counter. */
final class Counting implements AutoCloseable {
    private final PerCpuArray counter;
    private final LoadedProgram program;

    private Counting(PerCpuArray counter, LoadedProgram program) {
        this.counter = counter;
        this.program = program;
    }

    static Counting load(String name, Program.Type type, int verdict) throws ErrnoException {
        PerCpuArray counter = PerCpuArray.create("counter", 1);
        Program program = new Assembler(name, type)
                .moveMap(Register.R1, "counter")
                .store(Width.WORD, Register.R10, -4, 0)
                .move(Register.R2, Register.R10)
                .compute(Operation.ADD, Register.R2, -4)
                .call(Helper.MAP_LOOKUP_ELEM)
                .jumpIf(Register.R0, Condition.EQUAL, 0, "end")
                .move(Register.R1, 1)
                .atomicAdd(Width.DOUBLE, Register.R0, 0, Register.R1)
                .label("end")
                .move(Register.R0, verdict)
                .exit()
                .assemble();
        return new Counting(counter, LoadedProgram.load(program, List.of(counter)));
    }

    LoadedProgram program() {
        return program;
    }

    long count() throws ErrnoException {
        return counter.sum(0);
    }

    @Override
    public void close() {
        program.close();
        counter.close();
    }
}
