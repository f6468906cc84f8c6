package io.weir.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir weight}. */
@Command(
        name = "weight",
        description = "Change a server's weight until the file changes it or the daemon restarts.",
        footer = {
            "",
            "Examples:",
            "  weir weight IIS_VIP/IIS1 50",
            "  weir weight IIS_VIP/IIS1 0     no new connections"
        })
public final class WeightCommand extends DaemonCommand {
    @Parameters(index = "0", paramLabel = "SERVICE/SERVER", description = "The real server.")
    private String server = "";

    @Parameters(index = "1", paramLabel = "N", description = "0..65535; 0 takes no new connections.")
    private int weight;

    @Override
    String command() {
        return "weight " + word(server) + " " + weight;
    }
}
