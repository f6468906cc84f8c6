package io.weir.appliance.acceptance.l4;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** Ends of the daemon on every engine. */
@Tag("root")
class DaemonEndTest {
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByAfPacket extends DaemonEndContract {
        ByAfPacket() {
            super(Engine.AF_PACKET);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByIoUring extends DaemonEndContract {
        ByIoUring() {
            super(Engine.IO_URING);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByNativeXdp extends DaemonEndContract {
        ByNativeXdp() {
            super(Engine.NATIVE_XDP);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByGenericXdp extends DaemonEndContract {
        ByGenericXdp() {
            super(Engine.GENERIC_XDP);
        }
    }
}
