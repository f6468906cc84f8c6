package io.weir.bench.micro;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir bench micro}: nanoseconds and bytes of garbage for a packet and for a flow. */
@Command(
        name = "micro",
        description = "ns and bytes allocated per packet and per flow, with 100,000 flows, on the memory engine.",
        footer = {
            "",
            "Exit status 1 when a packet or flow allocates, or when a packet in NAT takes",
            "more than 150 ns."
        })
public final class MicroCommand implements Callable<Integer> {
    /** What a packet may take in mode l4-nat. */
    private static final double NAT_LIMIT_NANOS = 150;
    /** An object for each batch of 64 packets would be 0.25 at least; what the profiler itself does is less. */
    private static final double GARBAGE_LIMIT_BYTES = 0.2;

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    @Option(names = "--quick", description = "One fork of 5 seconds a figure instead of two of 15.")
    private boolean quick;

    @Spec
    private CommandSpec spec;

    /** Made by the command line. */
    @SuppressWarnings("NullAway.Init") // picocli sets the specification before it calls.
    public MicroCommand() {}

    @Override
    public Integer call() throws RunnerException {
        PrintWriter out = spec.commandLine().getOut();
        out.println("measuring, " + (quick ? "about a minute" : "about 5 minutes"));
        out.flush();
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("io\\.weir\\.bench\\.micro\\..*Benchmark")
                .addProfiler(GCProfiler.class)
                .forks(quick ? 1 : 2)
                .warmupIterations(quick ? 3 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 2 : 10)
                .measurementTime(TimeValue.seconds(1))
                .verbosity(VerboseMode.SILENT)
                .jvmArgs(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-Xmx1g")
                .shouldFailOnError(true);
        Collection<RunResult> results = new Runner(options.build()).run();
        out.print(table(results));
        List<String> faults = faults(results);
        faults.forEach(fault -> spec.commandLine().getErr().println("weir bench micro: " + fault));
        out.flush();
        return faults.isEmpty() ? 0 : 1;
    }

    private static String table(Collection<RunResult> results) {
        StringBuilder text = new StringBuilder("| what | ns | ± | bytes allocated |\n| --- | ---: | ---: | ---: |\n");
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.3f |%n",
                    name(result),
                    time.getScore(),
                    time.getScoreError(),
                    allocated(result)));
        }
        return text.toString();
    }

    private static String name(RunResult result) {
        String benchmark = result.getParams().getBenchmark().replaceAll(".*\\.(\\w+)Benchmark\\.(\\w+)", "$1 $2");
        String mode = result.getParams().getParam("mode");
        return mode == null ? benchmark : benchmark + ", " + mode;
    }

    private static double allocated(RunResult result) {
        Result<?> rate = result.getSecondaryResults().get(ALLOCATION);
        if (rate == null) {
            throw new IllegalStateException("the profiler gave no " + ALLOCATION);
        }
        return rate.getScore();
    }

    private static List<String> faults(Collection<RunResult> results) {
        List<String> faults = new ArrayList<>();
        for (RunResult result : results) {
            double bytes = allocated(result);
            if (bytes > GARBAGE_LIMIT_BYTES) {
                faults.add(String.format(Locale.ROOT, "%s allocates %.3f bytes", name(result), bytes));
            }
            double nanos = result.getPrimaryResult().getScore();
            if ("NAT".equals(result.getParams().getParam("mode")) && nanos > NAT_LIMIT_NANOS) {
                faults.add(String.format(
                        Locale.ROOT, "%s takes %.1f ns, more than %.0f", name(result), nanos, NAT_LIMIT_NANOS));
            }
        }
        return faults;
    }
}
