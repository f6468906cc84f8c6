package io.weir.kernel.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Libc;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
