package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.Arm;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** One arm and two, each with the offloads of virtual NICs and without; two workers; and every engine. */
@Tag("root")
class TrafficTest {
    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithOffloads extends TrafficContract {
        OneArmWithOffloads() {
            super(Arm.ONE, true, "");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmWithoutOffloads extends TrafficContract {
        OneArmWithoutOffloads() {
            super(Arm.ONE, false, "");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithOffloads extends TrafficContract {
        TwoArmsWithOffloads() {
            super(Arm.TWO, true, "");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithoutOffloads extends TrafficContract {
        TwoArmsWithoutOffloads() {
            super(Arm.TWO, false, "");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsAndTwoWorkers extends TrafficContract {
        TwoArmsAndTwoWorkers() {
            super(Arm.TWO, true, "l4: { workers: 2 }");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmByIoUring extends TrafficContract {
        OneArmByIoUring() {
            super(Arm.ONE, false, "l4: { engine: io-uring }");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithOffloadsByIoUring extends TrafficContract {
        TwoArmsWithOffloadsByIoUring() {
            super(Arm.TWO, true, "l4: { engine: io-uring, workers: 2 }");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmByNativeXdp extends TrafficContract {
        OneArmByNativeXdp() {
            super(Arm.ONE, false, "l4: { engine: af-xdp, xdp-mode: native }");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsWithOffloadsByNativeXdp extends TrafficContract {
        TwoArmsWithOffloadsByNativeXdp() {
            super(Arm.TWO, true, "l4: { engine: af-xdp, xdp-mode: native }");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class OneArmByGenericXdp extends TrafficContract {
        OneArmByGenericXdp() {
            super(Arm.ONE, true, "l4: { engine: af-xdp, xdp-mode: generic }");
        }
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class TwoArmsByGenericXdp extends TrafficContract {
        TwoArmsByGenericXdp() {
            super(Arm.TWO, false, "l4: { engine: af-xdp, xdp-mode: generic }");
        }
    }
}
