package io.weir.appliance.main;

import io.weir.appliance.Version;
import io.weir.appliance.cli.ArpCommand;
import io.weir.appliance.cli.CaptureCommand;
import io.weir.appliance.cli.CheckCommand;
import io.weir.appliance.cli.ChecksCommand;
import io.weir.appliance.cli.DrainCommand;
import io.weir.appliance.cli.ExitStatus;
import io.weir.appliance.cli.ExplainCommand;
import io.weir.appliance.cli.FlowsCommand;
import io.weir.appliance.cli.HaltCommand;
import io.weir.appliance.cli.OnlineCommand;
import io.weir.appliance.cli.ReloadCommand;
import io.weir.appliance.cli.SessionsCommand;
import io.weir.appliance.cli.StatusCommand;
import io.weir.appliance.cli.VersionCommand;
import io.weir.appliance.cli.WeightCommand;
import io.weir.appliance.demo.DemoCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code weir} without a command shows the help. */
@Command(
        name = "weir",
        description = "A load balancer for bare-metal Linux.",
        versionProvider = WeirCommand.VersionLine.class,
        footer = {
            "",
            "Examples:",
            "  sudo weir demo                 watch it work, no file and no setup",
            "  weir check -c weir.yaml        validate a configuration",
            "  sudo weir run -c weir.yaml     serve, in the foreground",
            "  sudo weir status               the system overview",
            "",
            "Exit status: 0 done, 1 refused or failed, 2 wrong usage or configuration,",
            "3 no daemon answers."
        })
final class WeirCommand implements Callable<Integer> {
    private static final String HELP = "help";

    /** In the order in which the help shows them. */
    private static final Map<String, Supplier<Object>> COMMANDS = commands();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    @SuppressWarnings("UnusedVariable") // picocli acts on it
    private boolean version;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitStatus.WRONG;
    }

    private static Map<String, Supplier<Object>> commands() {
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("demo", DemoCommand::new);
        commands.put("run", RunCommand::new);
        commands.put("check", () -> new CheckCommand(EngineCheck::look, FileCheck::faults));
        commands.put("status", StatusCommand::new);
        commands.put("drain", DrainCommand::new);
        commands.put("halt", HaltCommand::new);
        commands.put("online", OnlineCommand::new);
        commands.put("weight", WeightCommand::new);
        commands.put("reload", ReloadCommand::new);
        commands.put("sessions", SessionsCommand::new);
        commands.put("checks", ChecksCommand::new);
        commands.put("flows", FlowsCommand::new);
        commands.put("explain", ExplainCommand::new);
        commands.put("capture", CaptureCommand::new);
        commands.put("arp", ArpCommand::new);
        commands.put("version", VersionCommand::new);
        commands.put(HELP, HelpCommand::new);
        return commands;
    }

    /**
     * Knows the one command that the arguments begin with, and every command when they begin with none or with help:
     * reading the annotations of all takes a good part of the time that a command may last.
     */
    static CommandLine line(String... arguments) {
        CommandLine line = new CommandLine(new WeirCommand());
        String first = arguments.length == 0 ? HELP : arguments[0];
        Supplier<Object> only = first.equals(HELP) ? null : COMMANDS.get(first);
        if (only != null) {
            line.addSubcommand(first, only.get());
        } else {
            COMMANDS.forEach((name, command) -> line.addSubcommand(name, command.get()));
        }
        return line;
    }

    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"weir " + Version.text()};
        }
    }
}
