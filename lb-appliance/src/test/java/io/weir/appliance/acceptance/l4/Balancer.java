package io.weir.appliance.acceptance.l4;

import io.weir.appliance.lab.KernelBalancer;
import io.weir.appliance.lab.L4Lab;
import io.weir.appliance.lab.LabDaemon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * What stands between clients and servers in the traffic tests: Weir, or with {@code -Dweir.l4.balancer=kernel} the
 * kernel's NAT, to tell a fault of the lab from one of ours.
 */
final class Balancer {
    static final boolean KERNEL = "kernel".equals(System.getProperty("weir.l4.balancer"));

    private Balancer() {}

    /** Starts it with the services of {@link Services#all}. */
    static void start(L4Lab lab, List<Route> routes, Engine engine, int workers) {
        if (KERNEL) {
            startKernel(lab, routes);
        } else {
            LabDaemon daemon = startWeir(lab, Services.all(lab, routes, engine.section(workers)));
            engine.assertInUse(daemon, workers);
        }
    }

    /** Skips what the kernel cannot do, when it is the kernel that stands there. */
    static void weirOnly(boolean beyondTheKernel, String reason) {
        Assumptions.assumeFalse(KERNEL && beyondTheKernel, reason);
    }

    /** Starts the daemon and waits until it serves and every server is up. */
    static LabDaemon startWeir(L4Lab lab, String configuration) {
        LabDaemon daemon = LabDaemon.start(lab.balancer(), write(lab, configuration), lab.directory());
        daemon.awaitReady(Programs.SOON);
        daemon.awaitStatus("every server up", Programs.SOON, status -> status.every("up"));
        return daemon;
    }

    /** Writes the configuration file. */
    static Path write(L4Lab lab, String configuration) {
        try {
            return Files.writeString(lab.directory().resolve("weir.yaml"), configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void startKernel(L4Lab lab, List<Route> routes) {
        KernelBalancer kernel = new KernelBalancer(lab);
        for (Route route : routes) {
            KernelBalancer.Kind kind = switch (route.mode()) {
                case DR -> KernelBalancer.Kind.DIRECT;
                case NAT -> KernelBalancer.Kind.NAT;
                case SNAT -> KernelBalancer.Kind.SNAT;
            };
            kernel.with(route.vip(), kind, "meta l4proto . th dport { tcp . 53, udp . 53, tcp . 5201 }", true)
                    .with(route.vip(), kind, "meta l4proto tcp", false)
                    .with(route.anyVip(), kind, "meta l4proto { tcp, udp }", false);
        }
        kernel.start();
    }
}
