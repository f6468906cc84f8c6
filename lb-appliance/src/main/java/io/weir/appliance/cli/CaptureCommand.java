package io.weir.appliance.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code weir capture}. */
@Command(
        name = "capture",
        subcommands = {CaptureCommand.Start.class, CaptureCommand.Stop.class},
        description = "Record layer 4 frames to pcap files; without more, show how far a capture is.",
        footer = {
            "",
            "Examples:",
            "  weir capture start --service DNS_VIP --limit 1000",
            "  weir capture start --drop no-service --seconds 30",
            "  weir capture stop"
        })
public final class CaptureCommand extends DaemonCommand {
    @Override
    String command() {
        return "capture";
    }

    /** {@code weir capture start}. */
    @Command(
            name = "start",
            description = "Begin a capture. It ends by itself; files are in captures/ of the state directory.")
    static final class Start extends DaemonCommand {
        @ArgGroup(exclusive = true, multiplicity = "1")
        private What what = new What();

        @Option(names = "--limit", paramLabel = "N", description = "Most frames, 1..1000000. Default: 10000.")
        private int limit = 10_000;

        @Option(names = "--seconds", paramLabel = "S", description = "Longest time, 1..86400. Default: 60.")
        private int seconds = 60;

        /** One of the two. */
        static final class What {
            @Option(
                    names = "--service",
                    paramLabel = "SERVICE",
                    description = "The frames of this service, as they come and as they go.")
            private @Nullable String service;

            @Option(names = "--drop", paramLabel = "REASON", description = "The frames dropped for this reason.")
            private @Nullable String drop;
        }

        @Override
        String command() {
            String selection = what.service != null
                    ? "--service " + word(what.service)
                    : "--drop " + word(String.valueOf(what.drop));
            return "capture start " + selection + " --limit " + limit + " --seconds " + seconds;
        }
    }

    /** {@code weir capture stop}. */
    @Command(name = "stop", description = "End the capture.")
    static final class Stop extends DaemonCommand {
        @Override
        String command() {
            return "capture stop";
        }
    }
}
