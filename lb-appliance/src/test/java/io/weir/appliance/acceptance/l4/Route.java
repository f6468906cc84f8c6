package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.Arm;
import io.weir.appliance.lab.Family;
import io.weir.appliance.lab.L4Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One way through the balancer: a mode in a family, with two VIPs of its own. */
record Route(Mode mode, Family family) {
    /** The modes of layer 4. */
    enum Mode {
        DR(100),
        NAT(110),
        SNAT(120);

        private final int number;

        Mode(int number) {
            this.number = number;
        }
    }

    /** Those that the arm has: DR's servers answer clients without the balancer, so it has one arm. */
    static List<Route> of(Arm arm) {
        List<Route> all = new ArrayList<>();
        for (Mode mode : Mode.values()) {
            for (Family family : Family.values()) {
                if (arm == Arm.ONE || mode != Mode.DR) {
                    all.add(new Route(mode, family));
                }
            }
        }
        return all;
    }

    /** The VIP with a service for each program. */
    String vip() {
        return L4Lab.vip(family, mode.number);
    }

    /** The VIP with one service of all ports, TCP and UDP, without persistence. */
    String anyVip() {
        return L4Lab.vip(family, mode.number + 1);
    }

    /** How names of its services end. */
    String suffix() {
        return "-" + mode.name().toLowerCase(Locale.ROOT) + (family == Family.IPV4 ? "4" : "6");
    }

    @Override
    public String toString() {
        return mode + " over " + family;
    }
}
