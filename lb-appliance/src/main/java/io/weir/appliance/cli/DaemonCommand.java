package io.weir.appliance.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands that talk to the daemon share: its socket, and text or JSON as answer. */
abstract class DaemonCommand implements Callable<Integer> {
    /** An apply may wait for listeners and addresses; nothing takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The daemon's admin socket. Default: admin.socket of /etc/weir/weir.yaml, else"
                    + " /run/weir/admin.sock.")
    private @Nullable Path socket;

    @Option(names = "--json", description = "Answer in JSON.")
    private boolean json;

    /** The command for the daemon, as {@code drain IIS_VIP/IIS1}. */
    abstract String command();

    @Override
    public Integer call() {
        String command = command();
        PrintWriter out = spec.commandLine().getOut();
        try {
            AdminClient client = new AdminClient(socket == null ? DefaultSocket.path() : socket, PATIENCE);
            tellProgress();
            if (json) {
                String answer = client.ask("json " + command);
                out.println(Reply.json(answer));
                return Reply.exitStatus(answer);
            } else {
                String options = Terminal.of(System.getenv()).options();
                String answer = client.ask("lines " + options + " " + command);
                Reply.lines(answer)
                        .forEach(line ->
                                Terminal.outputLines(System.getenv(), line).forEach(out::println));
                return Reply.exitStatus(answer);
            }
        } catch (CommandFailure failure) {
            Terminal.errorLines(System.getenv(), String.valueOf(failure.getMessage()))
                    .forEach(spec.commandLine().getErr()::println);
            return failure.exitStatus();
        }
    }

    /** What to tell whoever waits at a terminal; null when the answer comes at once. */
    @Nullable String progress() {
        return null;
    }

    private void tellProgress() {
        String words = progress();
        if (words != null && System.getenv("WEIR_ERROR_COLUMNS") != null) {
            spec.commandLine().getErr().println(words);
        }
    }

    /** A name as one word of the protocol; no name of ours has a blank or a semicolon. */
    final String word(String name) {
        if (!name.matches("[A-Za-z0-9_.:/-]{1,130}")) {
            throw wrong("\"" + name + "\" is no name of a service or server; names have letters, digits and _ . -");
        }
        return name;
    }

    final ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
