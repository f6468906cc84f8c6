package io.weir.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class NamespaceNameTest {
    private static final String NAME = "weir-test-name";

    private TestHost host;

    @BeforeEach
    void open() throws Exception {
        host = TestHost.create();
    }

    @AfterEach
    void close() {
        host.close();
    }

    @Test
    void oneOfEveryNamespaceHasIt() throws Exception {
        try (NamespaceName first = host.call(() -> NamespaceName.take(NAME));
                TestHost other = TestHost.create();
                NamespaceName elsewhere = other.call(() -> NamespaceName.take(NAME))) {
            assertThat(first).isNotSameAs(elsewhere);
            assertTaken();
        }
        host.call(() -> NamespaceName.take(NAME)).close();
    }

    @Test
    void theKernelGivesItBackWhenTheProcessIsKilled() throws Exception {
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        host.name(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        location(NamespaceName.class) + File.pathSeparator + location(HeldName.class),
                        HeldName.class.getName(),
                        NAME)
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("taken");
            assertTaken();
            assertThat(host.run("ss", "-xa")).contains("@" + NAME);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        host.call(() -> NamespaceName.take(NAME)).close();
    }

    private void assertTaken() {
        assertThatThrownBy(() -> host.call(() -> NamespaceName.take(NAME)))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EADDRINUSE))
                .hasMessageStartingWith("bind(@" + NAME + "): EADDRINUSE");
    }

    @Test
    void namesThatDoNotFitAreRefused() {
        for (String name : new String[] {"", "x".repeat(108)}) {
            assertThatThrownBy(() -> NamespaceName.take(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("1 to 107 bytes");
        }
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
