package io.weir.appliance.acceptance.l4;

import io.weir.appliance.acceptance.l4.Route.Mode;
import io.weir.appliance.lab.Family;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** Every way on one engine, and one way on each of the others: what changes lies behind the engine. */
@Tag("root")
class ServerChangesTest {
    private static final Route DR = new Route(Mode.DR, Family.IPV4);
    private static final Route NAT = new Route(Mode.NAT, Family.IPV6);
    private static final Route SNAT = new Route(Mode.SNAT, Family.IPV4);

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByAfPacket extends ServerChangesContract {
        ByAfPacket() {
            super(Engine.AF_PACKET, DR, NAT, SNAT);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByIoUring extends ServerChangesContract {
        ByIoUring() {
            super(Engine.IO_URING, NAT);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByNativeXdp extends ServerChangesContract {
        ByNativeXdp() {
            super(Engine.NATIVE_XDP, DR);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class ByGenericXdp extends ServerChangesContract {
        ByGenericXdp() {
            super(Engine.GENERIC_XDP, SNAT);
        }
    }
}
