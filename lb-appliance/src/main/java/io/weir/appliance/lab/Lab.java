package io.weir.appliance.lab;

import java.nio.file.Path;

/** A set of hosts that lives until it is closed. */
public sealed interface Lab extends AutoCloseable permits NetworkLab, LoopbackLab {
    /**
     * The host of this name.
     *
     * @throws LabException when there is none
     */
    LabHost host(String name);

    /** A folder of its own for files of its programs; it goes with the lab. */
    Path directory();

    /** Ends every program it started and removes everything it made. Closing twice does nothing. */
    @Override
    void close();
}
