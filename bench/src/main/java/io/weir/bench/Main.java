package io.weir.bench;

import io.weir.bench.l4.EnginesCommand;
import io.weir.bench.l4.L4Command;
import io.weir.bench.l7.L7Command;
import io.weir.bench.micro.MicroCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code weir bench}: throughput runs. */
@Command(
        name = "weir bench",
        description = "Throughput runs beside other balancers, and the cost of single packets.",
        usageHelpWidth = 80,
        subcommands = {L4Command.class, EnginesCommand.class, L7Command.class, MicroCommand.class})
public final class Main {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    @SuppressWarnings("UnusedVariable") // picocli shows the help by itself.
    private boolean help;

    private Main() {}

    /** Exit status: 0 done, 1 failed, 2 wrong usage. */
    public static void main(String[] arguments) {
        CommandLine line = commandLine();
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("weir bench: " + failure.getMessage());
            return 1;
        });
        System.exit(line.execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true);
    }
}
