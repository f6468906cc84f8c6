package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.Arm;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/** One arm and two, each with the offloads of virtual NICs and without; and two workers. */
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
}
