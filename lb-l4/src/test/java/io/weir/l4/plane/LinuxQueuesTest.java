package io.weir.l4.plane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.service.Configuration;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.io.PacketLink;
import io.weir.kernel.io.XdpFeatures;
import io.weir.kernel.io.XdpGroup.LinkState;
import io.weir.kernel.sys.Channels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is decided about queues by AF_XDP without the kernel. */
class LinuxQueuesTest {
    private static final PacketLink ETH0 = new PacketLink(2, "eth0", 0x0200_0000_0002L, 1500);
    private static final LinkState BEST = new LinkState(ETH0, XdpMode.NATIVE, true, true, "");
    private static final LinkState COPYING = new LinkState(ETH0, XdpMode.NATIVE, false, true, "the driver copies");
    private static final LinkState GENERIC = new LinkState(ETH0, XdpMode.GENERIC, false, true, "no native mode");

    @Test
    void genericModeHasOneWorkerAndSaysSo() {
        assertThat(LinuxQueues.workersOf(4, List.of(BEST, COPYING))).isEqualTo(4);
        assertThat(LinuxQueues.workersOf(4, List.of(BEST, GENERIC))).isEqualTo(1);
    }

    @Test
    void onlyNativeModeWithoutCopyingHasNoShortcoming() {
        assertThat(LinuxQueues.shortcoming(List.of(BEST, BEST))).isEmpty();
        assertThat(LinuxQueues.shortcoming(List.of(BEST, COPYING)))
                .hasValue("it would serve eth0 native copying (the driver copies)");
        assertThat(LinuxQueues.shortcoming(List.of(GENERIC)).orElseThrow()).contains("generic");
    }

    private static void check(int workers, Configuration.XdpMode mode, XdpFeatures features, int queues)
            throws IOException {
        LinuxQueues.check(ETH0, workers, mode, features, new Channels(queues, 4));
    }

    private static XdpFeatures features(Optional<String> missing, Optional<String> missingNative) {
        return new XdpFeatures(missing, missingNative, Optional.empty(), Optional.empty());
    }

    @Test
    void aLinkThatCannotBeOpenedWithTheWorkersIsRefused() {
        XdpFeatures all = features(Optional.empty(), Optional.empty());
        XdpFeatures generic = features(Optional.empty(), Optional.of("a driver without"));
        Configuration.XdpMode auto = Configuration.XdpMode.AUTO;
        assertThatCode(() -> check(2, auto, all, 2)).doesNotThrowAnyException();
        assertThatCode(() -> check(1, auto, generic, 1)).doesNotThrowAnyException();
        assertThatThrownBy(() -> check(2, auto, all, 1)).hasMessageContaining("it has 1, and there are 2 workers");
        assertThatThrownBy(() -> check(2, auto, generic, 2)).hasMessageContaining("generic mode, which has one worker");
        assertThatThrownBy(() -> check(1, Configuration.XdpMode.NATIVE, generic, 1))
                .hasMessageContaining("a driver without");
        assertThatThrownBy(() -> check(1, auto, features(Optional.of("the MTU is too large"), Optional.empty()), 1))
                .hasMessageContaining("the MTU is too large");
    }
}
