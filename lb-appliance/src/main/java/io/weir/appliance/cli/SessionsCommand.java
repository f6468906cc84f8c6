package io.weir.appliance.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code weir sessions}. */
@Command(
        name = "sessions",
        subcommands = SessionsCommand.Clear.class,
        description = "List which server each client is stuck to.",
        footer = {
            "",
            "Examples:",
            "  weir sessions IIS_VIP",
            "  weir sessions clear IIS_VIP 10.9.0.10    one client",
            "  weir sessions clear IIS_VIP              all of them"
        })
public final class SessionsCommand extends DaemonCommand {
    // Not required for picocli, which would ask "sessions clear" for it too.
    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "The virtual service.")
    private @Nullable String service;

    @Override
    String command() {
        if (service == null) {
            throw wrong("name the virtual service");
        }
        return "sessions " + word(service);
    }

    /** {@code weir sessions clear}. */
    @Command(name = "clear", description = "Forget which server a client, or every client, is stuck to.")
    static final class Clear extends DaemonCommand {
        @Parameters(index = "0", paramLabel = "SERVICE", description = "The virtual service.")
        private String service = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "KEY",
                description = "The client's address or network as listed; all clients when left out.")
        private @Nullable String key;

        @Override
        String command() {
            return "clear-sessions " + word(service) + (key == null ? "" : " " + word(key));
        }
    }
}
