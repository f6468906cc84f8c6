package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.Arm;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/**
 * Every engine with one arm and two, each with the offloads of virtual NICs and without. With offloads, two arms have two
 * workers, so that frames with unfinished checksums are handed over too; generic XDP has one. AF_PACKET has all four in
 * every run, the others one of each kind; the rest is tagged long: {@code ./verify -Dweir.excluded=none}.
 */
@Tag("root")
class TrafficTest {
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithOffloadsByAfPacket extends TrafficContract {
        OneArmWithOffloadsByAfPacket() {
            super(Arm.ONE, true, Engine.AF_PACKET, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithoutOffloadsByAfPacket extends TrafficContract {
        OneArmWithoutOffloadsByAfPacket() {
            super(Arm.ONE, false, Engine.AF_PACKET, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithOffloadsAndTwoWorkersByAfPacket extends TrafficContract {
        TwoArmsWithOffloadsAndTwoWorkersByAfPacket() {
            super(Arm.TWO, true, Engine.AF_PACKET, 2);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithoutOffloadsByAfPacket extends TrafficContract {
        TwoArmsWithoutOffloadsByAfPacket() {
            super(Arm.TWO, false, Engine.AF_PACKET, 1);
        }
    }

    @Nested
    @Tag("long")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithOffloadsByIoUring extends TrafficContract {
        OneArmWithOffloadsByIoUring() {
            super(Arm.ONE, true, Engine.IO_URING, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithoutOffloadsByIoUring extends TrafficContract {
        OneArmWithoutOffloadsByIoUring() {
            super(Arm.ONE, false, Engine.IO_URING, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithOffloadsAndTwoWorkersByIoUring extends TrafficContract {
        TwoArmsWithOffloadsAndTwoWorkersByIoUring() {
            super(Arm.TWO, true, Engine.IO_URING, 2);
        }
    }

    @Nested
    @Tag("long")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithoutOffloadsByIoUring extends TrafficContract {
        TwoArmsWithoutOffloadsByIoUring() {
            super(Arm.TWO, false, Engine.IO_URING, 1);
        }
    }

    @Nested
    @Tag("long")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithOffloadsByNativeXdp extends TrafficContract {
        OneArmWithOffloadsByNativeXdp() {
            super(Arm.ONE, true, Engine.NATIVE_XDP, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithoutOffloadsByNativeXdp extends TrafficContract {
        OneArmWithoutOffloadsByNativeXdp() {
            super(Arm.ONE, false, Engine.NATIVE_XDP, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithOffloadsAndTwoWorkersByNativeXdp extends TrafficContract {
        TwoArmsWithOffloadsAndTwoWorkersByNativeXdp() {
            super(Arm.TWO, true, Engine.NATIVE_XDP, 2);
        }
    }

    @Nested
    @Tag("long")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithoutOffloadsByNativeXdp extends TrafficContract {
        TwoArmsWithoutOffloadsByNativeXdp() {
            super(Arm.TWO, false, Engine.NATIVE_XDP, 1);
        }
    }

    @Nested
    @Tag("long")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithOffloadsByGenericXdp extends TrafficContract {
        OneArmWithOffloadsByGenericXdp() {
            super(Arm.ONE, true, Engine.GENERIC_XDP, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithoutOffloadsByGenericXdp extends TrafficContract {
        OneArmWithoutOffloadsByGenericXdp() {
            super(Arm.ONE, false, Engine.GENERIC_XDP, 1);
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithOffloadsByGenericXdp extends TrafficContract {
        TwoArmsWithOffloadsByGenericXdp() {
            super(Arm.TWO, true, Engine.GENERIC_XDP, 1);
        }
    }

    @Nested
    @Tag("long")
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithoutOffloadsByGenericXdp extends TrafficContract {
        TwoArmsWithoutOffloadsByGenericXdp() {
            super(Arm.TWO, false, Engine.GENERIC_XDP, 1);
        }
    }
}
