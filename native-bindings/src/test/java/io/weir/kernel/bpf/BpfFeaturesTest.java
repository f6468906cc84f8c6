package io.weir.kernel.bpf;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.Privileges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class BpfFeaturesTest {
    @Test
    void whatThisKernelHasIsFound() {
        Privileges.requireNamespaces();
        BpfFeatures features = BpfFeatures.probe();
        // Each since Linux 5.10, the oldest that the tests run on.
        assertThat(features.missing(BpfFeature.BPF)).isEmpty();
        assertThat(features.missing(BpfFeature.LRU_HASH)).isEmpty();
        assertThat(features.missing(BpfFeature.LPM_TRIE)).isEmpty();
        assertThat(features.missing(BpfFeature.DEVICE_MAP)).isEmpty();
        assertThat(features.missing(BpfFeature.SOCKET_MAP)).isEmpty();
        assertThat(features.missing(BpfFeature.XDP_LINK)).isEmpty();
        for (BpfFeature feature : BpfFeature.values()) {
            assertThat(features.has(feature))
                    .isEqualTo(features.missing(feature).isEmpty());
        }
    }

    @Test
    void aLackIsASentenceWithTheKernelThatHasIt() {
        assertThat(BpfFeatures.sentence(BpfFeature.TCX, "6.1.0-18-amd64", Errno.EINVAL))
                .isEqualTo("attaching programs by TCX needs Linux 6.6 or later with CONFIG_NET_XGRESS;"
                        + " this is Linux 6.1.0-18-amd64, which says EINVAL (Invalid argument)");
        assertThat(BpfFeatures.sentence(BpfFeature.BPF, "6.1.0", Errno.EPERM))
                .startsWith("loading BPF programs is refused, EPERM (Operation not permitted): ");
    }
}
