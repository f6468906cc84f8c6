package io.weir.kernel.iouring;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.testing.NoLeakedDescriptors;
import java.util.BitSet;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class UringFeaturesTest {
    @Test
    void thisHostHasAllOfIt() {
        assertThat(UringFeatures.probe()).isEqualTo(new UringFeatures(Optional.empty(), true, true));
    }

    @Test
    void whatIsMissingIsSaidWithTheReleaseThatHasIt() {
        BitSet operations = new BitSet();
        assertThat(UringFeatures.missing(operations))
                .hasValueSatisfying(text -> assertThat(text).contains("Linux 6.0"));
        operations.set(IoUring.IORING_OP_SEND_ZC);
        assertThat(UringFeatures.missing(operations)).isEmpty();
    }

    @Test
    void aRefusalIsExplained() {
        assertThat(reason(Errno.ENOSYS, "0")).contains("has no io_uring");
        assertThat(reason(Errno.EPERM, "2"))
                .isEqualTo("io_uring is switched off on this host (kernel.io_uring_disabled = 2)");
        assertThat(reason(Errno.EPERM, "1")).contains("CAP_SYS_ADMIN").contains("io_uring_group");
        assertThat(reason(Errno.EPERM, "0")).contains("seccomp");
        assertThat(reason(Errno.ENOMEM, "0")).contains("ulimit -l");
        assertThat(reason(Errno.EINVAL, "0")).contains("EINVAL").contains("6.0");
    }

    private static String reason(int errno, String disabled) {
        return UringFeatures.reason(new ErrnoException("io_uring_setup", errno), disabled);
    }
}
