package io.weir.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir online}. */
@Command(
        name = "online",
        description = "Take connections again.",
        footer = {
            "",
            "Examples:",
            "  weir online IIS_VIP/IIS1",
            "  weir online IIS_VIP      every server of the service"
        })
public final class OnlineCommand extends DaemonCommand {
    @Parameters(paramLabel = "SERVICE[/SERVER]", description = "A real server, or all of a virtual service.")
    private String target = "";

    @Override
    String command() {
        return "online " + word(target);
    }
}
