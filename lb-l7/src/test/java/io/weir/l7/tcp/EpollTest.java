package io.weir.l7.tcp;

import io.weir.core.service.Configuration;
import org.junit.jupiter.api.Nested;

class EpollTest {
    @Nested
    class Relaying extends RelayContract {
        Relaying() {
            super(Configuration.Transport.EPOLL);
        }
    }

    @Nested
    class Dispatching extends DispatchContract {
        Dispatching() {
            super(Configuration.Transport.EPOLL);
        }
    }

    @Nested
    class Reconfiguring extends ReconfigureContract {
        Reconfiguring() {
            super(Configuration.Transport.EPOLL);
        }
    }
}
