package io.weir.l7.tcp;

import io.weir.core.service.Configuration;

class IoUringRelayTest extends RelayContract {
    IoUringRelayTest() {
        super(Configuration.Transport.IO_URING);
    }
}
