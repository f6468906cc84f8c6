package io.weir.appliance.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir drain}. */
@Command(
        name = "drain",
        description = "Send no new clients; running connections finish. Survives a restart.",
        footer = {"", "Examples:", "  weir drain IIS_VIP/IIS1", "  weir drain IIS_VIP      every server of the service"
        })
public final class DrainCommand extends DaemonCommand {
    @Parameters(paramLabel = "SERVICE[/SERVER]", description = "A real server, or all of a virtual service.")
    private String target = "";

    @Override
    String command() {
        return "drain " + word(target);
    }
}
