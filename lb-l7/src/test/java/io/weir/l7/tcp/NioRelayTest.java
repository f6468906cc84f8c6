package io.weir.l7.tcp;

import io.weir.core.service.Configuration;

class NioRelayTest extends RelayContract {
    NioRelayTest() {
        super(Configuration.Transport.NIO);
    }
}
