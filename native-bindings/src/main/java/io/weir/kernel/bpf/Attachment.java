package io.weir.kernel.bpf;

import java.io.IOException;

/** A program that runs on what an interface receives, until this is closed. */
public interface Attachment extends AutoCloseable {
    /** Puts another program of the same type in its place; every frame meets the one or the other. */
    void update(LoadedProgram program) throws IOException;

    /** Detaches the program; an interface that is gone is no error. Again does nothing. */
    @Override
    void close() throws IOException;
}
