package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.filter.FilterWorld;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.io.File;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What stays of a filter whose process is killed. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class KilledFilterTest {
    private FilterWorld world;

    @BeforeEach
    void open() throws Exception {
        world = new FilterWorld();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void byTcxNothing() throws Exception {
        filterAndKill(true);

        world.ping("192.0.2.77");
    }

    @Test
    void inClsactWhatTheNextStartReplaces() throws Exception {
        filterAndKill(false);
        assertThat(filters()).contains("weir");

        try (TcIngressFilter next = world.filter(() -> TcIngressFilter.open(false))) {
            assertThat(next.links()).containsExactly(FilterWorld.LINK);
            world.ping("192.0.2.77");
        }
        assertThat(filters()).isBlank();
        assertThat(world.host().run("tc", "qdisc", "show", "dev", FilterWorld.LINK))
                .doesNotContain("clsact");
    }

    private String filters() {
        return world.host().run("tc", "filter", "show", "dev", FilterWorld.LINK, "ingress");
    }

    private void filterAndKill(boolean tcx) throws Exception {
        String classes = location(TcIngressFilter.class) + File.pathSeparator + location(HeldTcFilter.class);
        Process process = new ProcessBuilder(
                        "ip",
                        "netns",
                        "exec",
                        world.host().name(),
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        HeldTcFilter.class.getName(),
                        FilterWorld.LINK,
                        Boolean.toString(tcx))
                .redirectErrorStream(true)
                .start();
        try (var lines = process.inputReader()) {
            assertThat(lines.readLine()).isEqualTo("filtering");
            assertThat(answers())
                    .as("whether the kernel answers for the hidden address")
                    .isFalse();
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
    }

    private boolean answers() throws Exception {
        return new ProcessBuilder(
                                "ip", "netns", "exec", world.peer().name(), "ping", "-c", "1", "-W", "1", "192.0.2.77")
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor()
                == 0;
    }

    private static String location(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }
}
