package io.weir.bench.l4;

import io.weir.bench.contest.RunOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir bench l4}: layer 4 beside the kernel's NAT and plain forwarding, in network namespaces of its own. */
@Command(
        name = "l4",
        description = "Layer 4 beside nftables: packets/s, Gbit/s, connections/s, CPU.",
        footer = {
            "",
            "Rounds are of 5 s, about an hour in all; with --quick of 2 s, about 21.",
            "Needs root, and nft, nginx, wrk, iperf3 and ethtool, which ./verify installs.",
            "Client, balancer and servers share this machine's processors: read the",
            "ratios, not the figures."
        })
public final class L4Command implements Callable<Integer> {
    @Option(
            names = "--engines",
            paramLabel = "LIST",
            defaultValue = Engine.USUAL,
            description = "Engines that carry l4-nat beside the modes: af-packet, io-uring, af-xdp-native,"
                    + " af-xdp-generic, or none; usually ${DEFAULT-VALUE}.")
    private String engines;

    @Mixin
    private RunOptions options;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the options before it calls.
    public L4Command() {}

    @Override
    public Integer call() throws IOException {
        new L4Run(options).run(true, engines);
        return 0;
    }
}
