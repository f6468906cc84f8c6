package io.weir.appliance.demo;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code weir demo}: the main job on an embedded default. */
@Command(
        name = "demo",
        description = {
            "Shows the main job at layer 7: two services, two servers, two clients, all on this machine.",
            "As root in network namespaces that are removed again, else on loopback addresses."
        })
public final class DemoCommand implements Callable<Integer> {
    /** Exit status 0 when every step showed what it should, else 1. */
    @Override
    public Integer call() {
        return Demo.run(System.out);
    }
}
