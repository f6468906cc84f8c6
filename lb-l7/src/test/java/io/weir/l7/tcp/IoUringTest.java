package io.weir.l7.tcp;

import io.weir.core.service.Configuration;
import org.junit.jupiter.api.Nested;

class IoUringTest {
    @Nested
    class Relaying extends RelayContract {
        Relaying() {
            super(Configuration.Transport.IO_URING);
        }
    }

    @Nested
    class Dispatching extends DispatchContract {
        Dispatching() {
            super(Configuration.Transport.IO_URING);
        }
    }

    @Nested
    class Reconfiguring extends ReconfigureContract {
        Reconfiguring() {
            super(Configuration.Transport.IO_URING);
        }
    }
}
