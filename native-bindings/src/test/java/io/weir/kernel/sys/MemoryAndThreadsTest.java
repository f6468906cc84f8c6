package io.weir.kernel.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.kernel.sys.EthtoolFeatures.Feature;
import io.weir.kernel.testing.NoLeakedDescriptors;
import io.weir.kernel.testing.TestHost;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class MemoryAndThreadsTest {
    @Test
    void anonymousMemoryIsZeroedAndGoneAfterClose() throws Exception {
        Mapping mapping = Mman.anonymous(1L << 32, "test memory");
        MemorySegment segment = mapping.segment();
        assertThat(segment.byteSize()).isEqualTo(1L << 32);
        assertThat(segment.get(JAVA_BYTE, (1L << 32) - 1)).isZero();
        segment.set(JAVA_BYTE, 5, (byte) 7);
        assertThat(segment.get(JAVA_BYTE, 5)).isEqualTo((byte) 7);
        assertThat(mapping).hasToString("test memory (4294967296 bytes)");

        mapping.close();
        mapping.close();

        assertThatThrownBy(() -> segment.get(JAVA_BYTE, 5)).isInstanceOf(IllegalStateException.class);
        assertThat(mapping).hasToString("test memory (unmapped)");
    }

    @Test
    void aMappingThatFailsSaysWhatFor() {
        assertThatThrownBy(() -> Mman.anonymous(0, "test memory"))
                .isInstanceOf(ErrnoException.class)
                .hasMessage("mmap of 0 bytes for the test memory: EINVAL (Invalid argument)");
    }

    @Test
    void anEventEndsAPollUntilItIsReset() throws Exception {
        EventFd event = EventFd.open("test event");
        MemorySegment pollfd = Arena.ofAuto().allocate(Pollfd.LAYOUT);
        Pollfd.set(pollfd, 0, event.fd(), Pollfd.POLLIN);
        assertThat(FrameCalls.poll(pollfd, 0)).isZero();
        event.signal();
        event.signal();
        assertThat(FrameCalls.poll(pollfd, 10_000)).isEqualTo(1);
        event.reset();
        event.reset();
        assertThat(FrameCalls.poll(pollfd, 0)).isZero();
        event.close();
        event.signal();
    }

    @Test
    void aPinnedThreadMayUseOneCpu() throws Exception {
        List<Integer> before = Affinity.allowed();
        assertThat(before).isNotEmpty();
        FutureTask<List<Integer>> pinned = new FutureTask<>(() -> {
            Affinity.pin(before.getLast());
            return Affinity.allowed();
        });
        Thread.ofPlatform().start(pinned);
        assertThat(pinned.get()).containsExactly(before.getLast());
        assertThat(Affinity.allowed()).isEqualTo(before);
        assertThatThrownBy(() -> Affinity.pin(8191))
                .isInstanceOf(ErrnoException.class)
                .hasMessageContaining("CPU 8191");
    }

    @Test
    void featuresAreThoseOfTheInterface() throws Exception {
        try (TestHost one = TestHost.create();
                TestHost other = TestHost.create()) {
            one.connect("eth0", other, "eth0");
            EthtoolFeatures features = one.call(() -> EthtoolFeatures.of("eth0"));
            assertThat(features.transmitChecksum()).isEqualTo(Feature.ON);
            assertThat(features.tso()).isEqualTo(Feature.ON);
            assertThat(features.gso()).isEqualTo(Feature.ON);
            assertThat(features.lro()).isEqualTo(Feature.OFF);
            assertThat(features.channels().orElse(0)).isPositive();
            assertThat(one.call(() -> EthtoolFeatures.of("lo")).channels()).isEmpty();
            assertThatThrownBy(() -> one.call(() -> EthtoolFeatures.of("eth9")))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("ioctl(SIOCETHTOOL) for eth9: ENODEV");
        }
    }
}
