package io.weir.appliance.cli;

import picocli.CommandLine.Command;

/** {@code weir reload}. */
@Command(
        name = "reload",
        description = {
            "Validate the configuration file and apply it.",
            "All of it or nothing: a file with a problem changes nothing, and services that it does not change go on"
                    + " untouched."
        },
        footer = {"", "Example:", "  weir check -c /etc/weir/weir.yaml && weir reload"})
public final class ReloadCommand extends DaemonCommand {
    @Override
    String command() {
        return "reload";
    }
}
