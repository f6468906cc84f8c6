package io.weir.appliance.main;

import io.weir.appliance.Version;
import io.weir.appliance.cli.CaptureCommand;
import io.weir.appliance.cli.CheckCommand;
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
import java.util.concurrent.Callable;
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
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            DrainCommand.class,
            HaltCommand.class,
            OnlineCommand.class,
            WeightCommand.class,
            ReloadCommand.class,
            SessionsCommand.class,
            FlowsCommand.class,
            ExplainCommand.class,
            CaptureCommand.class,
            VersionCommand.class,
            HelpCommand.class
        },
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

    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"weir " + Version.text()};
        }
    }
}
