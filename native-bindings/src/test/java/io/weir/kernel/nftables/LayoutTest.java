package io.weir.kernel.nftables;

import static io.weir.kernel.testing.KernelHeaders.assertConstants;
import static io.weir.kernel.testing.KernelHeaders.assertLayout;

import org.junit.jupiter.api.Test;

class LayoutTest {
    @Test
    void structsLieAsInTheKernelsHeaders() {
        assertLayout("nfgenmsg", Nfgenmsg.LAYOUT);
    }

    @Test
    void constantsAreThoseOfTheKernelsHeaders() throws Exception {
        assertConstants(Nfnetlink.class);
        assertConstants(NfTables.class);
        assertConstants(NftExpressions.class);
    }
}
