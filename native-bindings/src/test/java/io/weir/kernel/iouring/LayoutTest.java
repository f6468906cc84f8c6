package io.weir.kernel.iouring;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;
import static io.weir.kernel.testing.KernelHeaders.number;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void structsLieAsInTheHeaders() {
        assertLayout("io_uring_sqe", Sqe.LAYOUT);
        assertLayout("io_uring_cqe", Cqe.LAYOUT);
        assertLayout("io_sqring_offsets", RingStructs.SQ_OFFSETS);
        assertLayout("io_cqring_offsets", RingStructs.CQ_OFFSETS);
        assertLayout("io_uring_params", RingStructs.PARAMS);
        assertLayout("io_uring_getevents_arg", RingStructs.GETEVENTS_ARG);
        assertLayout("__kernel_timespec", RingStructs.TIMESPEC);
        assertLayout("io_uring_buf", RingStructs.BUF);
        assertLayout("io_uring_buf_reg", RingStructs.BUF_REG);
        assertLayout("io_uring_probe", RingStructs.PROBE);
        assertLayout("io_uring_probe_op", RingStructs.PROBE_OP);
        assertThat(RingStructs.BUF_RING_TAIL).isEqualTo(number("io_uring_buf_ring.tail"));
    }

    @Test
    void constantsAreThoseOfTheHeaders() throws Exception {
        assertConstants(IoUring.class);
    }
}
