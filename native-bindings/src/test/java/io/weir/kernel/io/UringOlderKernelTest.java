package io.weir.kernel.io;

/** The contract with io_uring as Linux 6.0 has it, without DEFER_TASKRUN. */
class UringOlderKernelTest extends UringContractTest {
    @Override
    boolean deferring() {
        return false;
    }
}
