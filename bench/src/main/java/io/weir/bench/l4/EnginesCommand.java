package io.weir.bench.l4;

import io.weir.bench.contest.RunOptions;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code weir bench engines}: l4-nat by each engine beside the kernel's NAT, without the other modes. */
@Command(
        name = "engines",
        description = "Mode l4-nat by each engine beside nftables: the part of 'l4' that compares engines.",
        footer = {
            "",
            "Rounds are of 5 s, about 30 minutes in all; with --quick of 2 s, about 10.",
            "Needs root, and nft, nginx, wrk, iperf3 and ethtool, which ./verify installs.",
            "Client, balancer and servers share this machine's processors: read the",
            "ratios, not the figures."
        })
public final class EnginesCommand implements Callable<Integer> {
    @Option(
            names = "--engines",
            paramLabel = "LIST",
            defaultValue = Engine.USUAL,
            description = "Engines to compare: af-packet, io-uring, af-xdp-native, af-xdp-generic;"
                    + " usually ${DEFAULT-VALUE}.")
    private String engines;

    @Mixin
    private RunOptions options;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the options before it calls.
    public EnginesCommand() {}

    @Override
    public Integer call() throws IOException {
        if (engines.strip().equals(Engine.NONE)) {
            throw options.refused("--engines none: there is nothing to compare then; name one at least");
        }
        new L4Run(options).run(false, engines);
        return 0;
    }
}
