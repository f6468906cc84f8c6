package io.weir.l7.tcp;

import io.weir.core.service.Configuration;

class EpollRelayTest extends RelayContract {
    EpollRelayTest() {
        super(Configuration.Transport.EPOLL);
    }
}
