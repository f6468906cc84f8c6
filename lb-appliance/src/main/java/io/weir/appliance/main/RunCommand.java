package io.weir.appliance.main;

import io.weir.appliance.cli.ExitStatus;
import io.weir.appliance.cli.Terminal;
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
    private static final System.Logger LOG = System.getLogger("io.weir.daemon");

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
        try (DaemonLog _ = DaemonLog.toStandardError()) {
            return serve(signals);
        }
    }

    private int serve(Signals signals) throws InterruptedException {
        try (Daemon daemon = Daemon.start(new RunOptions(file, socket, stateDirectory))) {
            signals.await(daemon::reloadFromSignal);
            return ExitStatus.DONE;
        } catch (StartFailure failure) {
            failure.lines().forEach(line -> tell(failure.exitStatus(), line));
            return failure.exitStatus();
        }
    }

    /** A refusal goes into the log, with time and level; a mistake of the file begins with its place, as in a check. */
    private void tell(int exitStatus, String line) {
        if (exitStatus == ExitStatus.WRONG) {
            Terminal.errorLines(System.getenv(), line)
                    .forEach(spec.commandLine().getErr()::println);
        } else {
            LOG.log(System.Logger.Level.ERROR, "not started: " + line);
        }
    }
}
