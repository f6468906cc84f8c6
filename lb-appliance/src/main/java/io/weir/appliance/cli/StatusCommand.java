package io.weir.appliance.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir status}. */
@Command(
        name = "status",
        description = "Show the system overview: every service and server, and why one is not up.",
        footer = {"", "Examples:", "  weir status", "  weir status IIS_VIP", "  weir status --json | jq ."})
public final class StatusCommand extends DaemonCommand {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this virtual service.")
    private @Nullable String service;

    @Override
    String command() {
        return service == null ? "status" : "status " + word(service);
    }
}
