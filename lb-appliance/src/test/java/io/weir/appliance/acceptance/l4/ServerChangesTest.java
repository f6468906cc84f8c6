package io.weir.appliance.acceptance.l4;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** Changes of servers on every engine. */
@Tag("root")
class ServerChangesTest {
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByAfPacket extends ServerChangesContract {
        ByAfPacket() {
            super(Engine.AF_PACKET);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByIoUring extends ServerChangesContract {
        ByIoUring() {
            super(Engine.IO_URING);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByNativeXdp extends ServerChangesContract {
        ByNativeXdp() {
            super(Engine.NATIVE_XDP);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByGenericXdp extends ServerChangesContract {
        ByGenericXdp() {
            super(Engine.GENERIC_XDP);
        }
    }
}
