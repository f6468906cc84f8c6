package io.weir.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir checks}. */
@Command(
        name = "checks",
        description = "Show the last 50 health checks of each server: latency, failures and reasons.",
        footer = {
            "",
            "Examples:",
            "  weir checks IIS_VIP           every server in short",
            "  weir checks IIS_VIP/IIS1      one server, with every result",
            "  weir checks IIS_VIP --json"
        })
public final class ChecksCommand extends DaemonCommand {
    @Parameters(paramLabel = "SERVICE[/SERVER]", description = "The virtual service, or one server of it.")
    private String target = "";

    @Override
    String command() {
        return "checks " + word(target);
    }
}
