package io.weir.kernel.bpf.filter;

import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.filter.IngressFilterContract;

class TcIngressFilterTest extends IngressFilterContract {
    @Override
    protected IngressFilter openFilter() throws Exception {
        return TcIngressFilter.open();
    }
}
