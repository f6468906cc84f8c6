package io.weir.appliance.cli;

import io.weir.appliance.Amount;
import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.service.Configuration;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir check}. */
@Command(
        name = "check",
        description = {
            "Validate a configuration file; nothing is changed. Every problem is shown at once as"
                    + " FILE:LINE:COLUMN: KEY: what is wrong; what would be right.",
            "It looks at the file alone, not at this machine: whether interfaces, subnets and routes fit and ports are"
                    + " free is found out by run and reload, which change nothing when they do not."
        },
        footer = {"", "Example:", "  weir check -c weir.yaml"})
public final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration file.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        try {
            Configuration configuration = ConfigurationFile.load(file);
            int services = configuration.virtualServices().size();
            int servers = configuration.virtualServices().stream()
                    .mapToInt(service -> service.realServers().size())
                    .sum();
            spec.commandLine()
                    .getOut()
                    .println(file + ": valid: " + Amount.of(services, "virtual service") + ", "
                            + Amount.of(servers, "real server"));
            return ExitStatus.DONE;
        } catch (InvalidConfiguration e) {
            e.lines()
                    .forEach(line -> Terminal.errorLines(System.getenv(), line)
                            .forEach(spec.commandLine().getErr()::println));
            return ExitStatus.WRONG;
        }
    }
}
