package io.weir.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Libc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Skips a test that this machine cannot run; fails it under CI, where a skipped test would go unseen. */
public final class Privileges {
    private Privileges() {}

    /** For tests that make network namespaces. */
    public static void requireNamespaces() {
        boolean able = Libc.geteuid() == 0 && Files.isExecutable(Path.of("/usr/sbin/ip"));
        if ("true".equals(System.getenv("CI"))) {
            assertThat(able).as("CI runs as root with iproute2").isTrue();
        }
        Assumptions.assumeTrue(able, "needs root and /usr/sbin/ip to make network namespaces");
    }

    /** For tests that run programs not every machine has. */
    public static void requirePrograms(String... names) {
        for (String name : names) {
            boolean found = Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin")
                    .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
            if ("true".equals(System.getenv("CI"))) {
                assertThat(found).as("CI has %s", name).isTrue();
            }
            Assumptions.assumeTrue(found, "needs the program " + name);
        }
    }
}
