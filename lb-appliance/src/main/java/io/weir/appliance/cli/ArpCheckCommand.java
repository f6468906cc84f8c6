package io.weir.appliance.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir arp check}. */
@Command(
        name = "check",
        description = {
            "Ask the wire who answers for each VIP, and each server of direct return whether it takes the VIP's packets;"
                    + " about 2 s. Running traffic is not touched.",
            "Exit status 1 when something is wrong."
        },
        footer = {"", "Examples:", "  sudo weir arp check", "  sudo weir arp check WEB_VIP --json"})
public final class ArpCheckCommand extends DaemonCommand {
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "Only this virtual service.")
    private @Nullable String service;

    @Override
    String command() {
        return "arp-check" + (service == null ? "" : " " + word(service));
    }

    @Override
    @Nullable String progress() {
        return "asking the wire ...";
    }
}
