package io.weir.appliance.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code weir flows}. */
@Command(
        name = "flows",
        description = "List what layer 4 remembers of connections.",
        footer = {"", "Examples:", "  weir flows", "  weir flows DNS_VIP --limit 20"})
public final class FlowsCommand extends DaemonCommand {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this virtual service.")
    private @Nullable String service;

    @Option(names = "--limit", paramLabel = "N", description = "Most flows, 1..100000. Default: 1000.")
    private int limit = 1000;

    @Override
    String command() {
        return "flows " + (service == null ? "" : word(service) + " ") + "--limit " + limit;
    }
}
