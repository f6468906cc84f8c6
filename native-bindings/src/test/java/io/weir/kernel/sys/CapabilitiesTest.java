package io.weir.kernel.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class CapabilitiesTest {
    @Test
    void theEffectiveSetIsRead() throws Exception {
        Capabilities some = Capabilities.parse(List.of("CapPrm:\tffffffffffffffff", "CapEff:\t0000000000002400"));

        assertThat(some.has(Capability.CAP_NET_BIND_SERVICE)).isTrue();
        assertThat(some.has(Capability.CAP_NET_ADMIN)).isFalse();
        assertThat(some.has(Capability.CAP_NET_RAW)).isTrue();
    }

    @Test
    void thisProcessHasASet() throws Exception {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(one -> one.startsWith("CapEff:"))
                .findFirst()
                .orElseThrow();

        assertThat(line)
                .endsWith(String.format("%016x", Capabilities.effective().bits()));
    }

    @Test
    void aStatusWithoutTheLineIsRefused() {
        assertThatThrownBy(() -> Capabilities.parse(List.of("Name:\tjava"))).isInstanceOf(IOException.class);
    }
}
