package io.weir.kernel.bpf.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.filter.IngressFilterContract;

/** The filter as on a kernel without TCX. */
class ClsactIngressFilterTest extends IngressFilterContract {
    @Override
    protected IngressFilter openFilter() throws Exception {
        TcIngressFilter filter = TcIngressFilter.open(false);
        assertThat(filter.removedByKernel()).isFalse();
        return filter;
    }
}
