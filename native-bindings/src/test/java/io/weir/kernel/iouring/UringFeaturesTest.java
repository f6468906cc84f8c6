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
    private static final int ALL =
            IoUring.IORING_FEAT_NODROP | IoUring.IORING_FEAT_EXT_ARG | IoUring.IORING_FEAT_CQE_SKIP;

    @Test
    void thisHostHasAllOfIt() {
        assertThat(UringFeatures.probe()).isEqualTo(new UringFeatures(Optional.empty(), true, true));
    }

    @Test
    void whatIsMissingIsSaidWithTheReleaseThatHasIt() {
        BitSet none = new BitSet();
        BitSet operations = new BitSet();
        operations.set(IoUring.IORING_OP_SEND_ZC);
        assertThat(UringFeatures.missing(ALL, operations)).isEmpty();
        assertThat(UringFeatures.missing(0, none))
                .hasValueSatisfying(text -> assertThat(text).contains("5.5"));
        assertThat(UringFeatures.missing(ALL & ~IoUring.IORING_FEAT_EXT_ARG, none))
                .hasValueSatisfying(text -> assertThat(text).contains("5.11"));
        assertThat(UringFeatures.missing(ALL & ~IoUring.IORING_FEAT_CQE_SKIP, none))
                .hasValueSatisfying(text -> assertThat(text).contains("5.17"));
        assertThat(UringFeatures.missing(ALL, none))
                .hasValueSatisfying(text -> assertThat(text).contains("6.0"));
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
