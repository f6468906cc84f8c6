package io.weir.appliance.cli;

import io.weir.appliance.Amount;
import io.weir.core.config.ConfigurationFile;
import io.weir.core.config.FileFaults;
import io.weir.core.config.InvalidConfiguration;
import io.weir.core.service.Configuration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code weir check}. */
@Command(
        name = "check",
        description = {
            "Validate a configuration file; nothing is changed. Every problem is shown at once as"
                    + " FILE:LINE:COLUMN: KEY: what is wrong; what would be right.",
            "Without --engines it looks at the file, and into the certificates, keys and OCSP responses that it names, not"
                    + " at this machine: whether interfaces, subnets and routes fit and ports are free is found out by"
                    + " run and reload, which change nothing when they do not."
        },
        footer = {
            "",
            "Examples:",
            "  weir check -c weir.yaml",
            "  sudo weir check --engines -c weir.yaml   what this machine can do for layer 4"
        })
public final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration file; with --engines it may be left out.")
    private @Nullable Path file;

    @Option(
            names = "--engines",
            description = "Show for each engine of layer 4 whether it is available on the interfaces that the file"
                    + " needs (without a file, on all), or why not; and what auto takes. Needs no daemon. Exit status"
                    + " 1 when the engine of the file is not available.")
    private boolean engines;

    @Option(names = "--json", description = "With --engines: answer in JSON.")
    private boolean json;

    private final EngineLook look;
    private final FileFaults faults;

    /**
     * Made once for each call.
     *
     * @param look for {@code --engines}
     * @param faults looks into the files that the configuration names
     */
    public CheckCommand(EngineLook look, FileFaults faults) {
        this.look = look;
        this.faults = faults;
    }

    @Override
    public Integer call() {
        if (engines) {
            return engines();
        }
        if (file == null) {
            throw new ParameterException(
                    spec.commandLine(), "which configuration file? Write: weir check -c weir.yaml");
        }
        if (json) {
            throw new ParameterException(spec.commandLine(), "--json goes with --engines");
        }
        return file(file);
    }

    private int engines() {
        try {
            Configuration configuration = file == null ? null : ConfigurationFile.load(file);
            EngineLook.Answer answer =
                    look.look(configuration, json, Terminal.of(System.getenv()).columns());
            answer.lines().forEach(spec.commandLine().getOut()::println);
            return answer.good() ? ExitStatus.DONE : ExitStatus.FAILED;
        } catch (InvalidConfiguration e) {
            spec.commandLine().getErr().println(e.getMessage());
            return ExitStatus.WRONG;
        } catch (IOException e) {
            spec.commandLine().getErr().println("this machine cannot be looked at: " + e.getMessage());
            return ExitStatus.FAILED;
        }
    }

    private int file(Path named) {
        try {
            Configuration configuration = ConfigurationFile.load(named, faults);
            int services = configuration.virtualServices().size();
            int servers = configuration.virtualServices().stream()
                    .mapToInt(service -> service.realServers().size())
                    .sum();
            spec.commandLine()
                    .getOut()
                    .println(named + ": valid: " + Amount.of(services, "virtual service") + ", "
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
