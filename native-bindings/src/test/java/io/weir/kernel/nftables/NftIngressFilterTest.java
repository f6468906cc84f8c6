package io.weir.kernel.nftables;

import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.filter.IngressFilterContract;

class NftIngressFilterTest extends IngressFilterContract {
    @Override
    protected IngressFilter openFilter() throws Exception {
        return NftIngressFilter.open();
    }
}
