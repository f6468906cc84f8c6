package io.weir.bench.contest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What every comparison can be asked for on the command line, and where its words go. */
public final class RunOptions {
    private static final int QUICK_ROUNDS = 3;
    private static final int ROUNDS = 5;

    @Option(names = "--quick", description = "3 short rounds instead of 5 long ones.")
    private boolean quick;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds; each takes every figure of every contender.")
    private @Nullable Integer rounds;

    @Option(names = "--write", paramLabel = "FILE", description = "Also write the report to FILE.")
    private @Nullable Path write;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before anything is called.
    public RunOptions() {}

    /** The script that starts the daemon; without it the command is refused. */
    public String launcher() {
        String launcher = System.getProperty("weir.launcher", "");
        if (launcher.isEmpty()) {
            throw refused("start it by the launcher: sudo ./weir bench " + spec.name());
        }
        return launcher;
    }

    /**
     * Refuses the run where programs that it needs are not in the PATH, before anything is built.
     *
     * @param programs by their names, with the Debian package of each
     */
    public void need(Map<String, String> programs) {
        List<String> missing = new ArrayList<>();
        List<String> packages = new ArrayList<>();
        programs.forEach((program, debian) -> {
            if (!inPath(program)) {
                missing.add(program);
                packages.add(debian);
            }
        });
        if (!missing.isEmpty()) {
            throw refused("not on this machine: " + String.join(", ", missing) + "; install: apt-get install "
                    + String.join(" ", packages));
        }
    }

    private static boolean inPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
        return Stream.of(path.split(":")).anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** At least 1. */
    public int rounds() {
        if (rounds == null) {
            return quick ? QUICK_ROUNDS : ROUNDS;
        }
        if (rounds < 1) {
            throw refused("--rounds " + rounds + ": at least one round is needed");
        }
        return rounds;
    }

    /** One of the two, by {@code --quick}. */
    public Duration time(Duration ofQuick, Duration ofOther) {
        return quick ? ofQuick : ofOther;
    }

    /** Wrong usage, to be thrown. */
    public ParameterException refused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    /** Takes every measure of every contender, and tells of each. */
    public <C extends Contender> List<Result> contest(List<C> contenders, List<Measure<C>> measures, int rounds) {
        return new Contest<>(contenders, measures, rounds, this::say).run();
    }

    /** Tells how far it is. */
    public void say(String line) {
        PrintWriter out = out();
        out.println(line);
        out.flush();
    }

    /** Prints the report, and writes it where it was asked for. */
    public void report(String text) throws IOException {
        PrintWriter out = out();
        out.println();
        out.print(text);
        out.flush();
        if (write != null) {
            Files.writeString(write, text, StandardCharsets.UTF_8);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
