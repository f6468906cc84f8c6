package io.weir.core.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's name of this machine; never asks a resolver. */
final class HostName {
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private HostName() {}

    /** The host name, or {@code localhost} where there is none that fits {@code node.name}. */
    static String read() {
        try {
            String name = Files.readString(KERNEL).strip();
            return Texts.isName(name) ? name : "localhost";
        } catch (IOException e) {
            System.getLogger("io.weir.core.config").log(System.Logger.Level.DEBUG, "no host name in " + KERNEL, e);
            return "localhost";
        }
    }
}
