package io.weir.appliance.main;

import io.weir.appliance.cli.ExitStatus;
import io.weir.appliance.log.DaemonLog;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir run}. */
@Command(
        name = "run",
        description = {
            "Serve, in the foreground, until SIGTERM or SIGINT. SIGHUP applies the file anew.",
            "Logs to standard error; READY once every service is set up. The line names those that cannot serve yet,"
                    + " as when another station has their address."
        },
        footer = {
            "",
            "Examples:",
            "  sudo weir run -c weir.yaml",
            "  weir run -c weir.yaml --socket ./admin.sock --state-directory ./state"
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = {"-c", "--config"},
            required = true,
            paramLabel = "FILE",
            description = "The configuration file.")
    private Path file = Path.of("");

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "Where to listen for operators, instead of the file's admin.socket.")
    private @Nullable Path socket;

    @Option(
            names = "--state-directory",
            paramLabel = "DIR",
            description = "Where to remember things, instead of the file's node.state-directory.")
    private @Nullable Path stateDirectory;

    @Override
    public Integer call() throws InterruptedException {
        Signals signals = Signals.hear();
        try (DaemonLog _ = DaemonLog.toStandardError();
                Daemon daemon = Daemon.start(new RunOptions(file, socket, stateDirectory))) {
            signals.await(daemon::reloadFromSignal);
            return ExitStatus.DONE;
        } catch (StartFailure failure) {
            failure.lines().forEach(spec.commandLine().getErr()::println);
            return failure.exitStatus();
        }
    }
}
