package io.weir.l7.tcp;

import io.weir.l7.frontend.Accepted;
import io.weir.l7.frontend.ClientProtocol;

/** TCP mode: whatever comes is relayed. */
public final class TcpProtocol implements ClientProtocol {
    @Override
    public void begin(Accepted accepted) {
        TcpConnection.begin(accepted);
    }
}
