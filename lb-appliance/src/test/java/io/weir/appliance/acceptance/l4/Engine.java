package io.weir.appliance.acceptance.l4;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.LabDaemon;
import io.weir.appliance.lab.StatusReading;

/** The engines of layer 4, each as the file asks for it and as the status shows it. */
enum Engine {
    AF_PACKET("af-packet", ""),
    IO_URING("io-uring", ""),
    NATIVE_XDP("af-xdp", "native"),
    GENERIC_XDP("af-xdp", "generic");

    private final String key;
    private final String xdpMode;

    Engine(String key, String xdpMode) {
        this.key = key;
        this.xdpMode = xdpMode;
    }

    /** As files and status have it. */
    String key() {
        return key;
    }

    /** The section of the file that chooses it. */
    String section(int workers) {
        String mode = xdpMode.isEmpty() ? "" : ", xdp-mode: " + xdpMode;
        return "l4: { engine: " + key + mode + ", workers: " + workers + " }";
    }

    /** With one worker. */
    String section() {
        return section(1);
    }

    /** Fails when the daemon runs on another one, in another mode on any interface, or with more or fewer workers. */
    void assertInUse(LabDaemon daemon, int workers) {
        StatusReading.Layer4 layer4 = daemon.status().layer4().orElseThrow();
        assertThat(layer4.workers()).isEqualTo(workers);
        // "af-xdp (chosen in the file), 2 workers on eth0 native copying (reason), eth1 native copying (reason)"
        assertThat(layer4.engine()).startsWith(key + " ");
        if (!xdpMode.isEmpty()) {
            String other = xdpMode.equals("native") ? " generic " : " native ";
            assertThat(layer4.engine()).contains("eth0 " + xdpMode + " copying").doesNotContain(other + "copying");
        }
    }

    @Override
    public String toString() {
        return xdpMode.isEmpty() ? key : key + " " + xdpMode;
    }
}
