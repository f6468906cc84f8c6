package io.weir.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir halt}. */
@Command(
        name = "halt",
        description = "Send nothing and cut running connections; checks stop. Survives a restart.",
        footer = {"", "Examples:", "  weir halt IIS_VIP/IIS1", "  weir halt IIS_VIP      every server of the service"})
public final class HaltCommand extends DaemonCommand {
    @Parameters(paramLabel = "SERVICE[/SERVER]", description = "A real server, or all of a virtual service.")
    private String target = "";

    @Override
    String command() {
        return "halt " + word(target);
    }
}
