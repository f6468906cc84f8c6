package io.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.bench.contest.RunOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class BenchCommandsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(arguments);
    }

    @Test
    void everyCommandHasHelp() {
        assertThat(Main.commandLine().getSubcommands()).containsKeys("l4", "engines", "l7", "micro");
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            assertThat(run(command, "--help")).isZero();
            assertThat(run(command, "-h")).isZero();
            assertThat(out.toString()).contains("Usage: weir bench " + command).contains("-h, --help");
        }
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void noLineOfHelpIsWiderThanATerminal() {
        for (String command : Main.commandLine().getSubcommands().keySet()) {
            run(command, "--help");
        }
        run("--help");
        assertThat(out.toString().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void anEngineThatIsNoneIsRefusedWithThoseThatAre() {
        assertThat(run("engines", "--engines", "af-packet,dpdk")).isEqualTo(2);
        assertThat(err.toString())
                .contains("--engines af-packet,dpdk: \"dpdk\" is no engine; there are af-packet, io-uring, "
                        + "af-xdp-native, af-xdp-generic");
        assertThat(run("engines", "--engines", "none")).isEqualTo(2);
        assertThat(err.toString()).contains("nothing to compare");
    }

    @Test
    void aRunWithoutTheLauncherSaysHow() {
        assertThat(run("engines")).isEqualTo(2);
        assertThat(err.toString()).contains("sudo ./weir bench engines");
    }

    /** A stand-in that asks for a program that no machine has. */
    @CommandLine.Command(name = "probe")
    static final class Probe implements java.util.concurrent.Callable<Integer> {
        @CommandLine.Mixin
        private final RunOptions options = new RunOptions();

        @Override
        public Integer call() {
            options.need(Map.of("sh", "dash", "weir-no-such-program", "no-such-package"));
            return 0;
        }
    }

    @Test
    void aMissingProgramIsNamedWithItsPackageBeforeAnythingIsBuilt() {
        CommandLine line = new CommandLine(new Probe()).setErr(new PrintWriter(err));
        assertThat(line.execute()).isEqualTo(2);
        assertThat(err.toString())
                .contains("not on this machine: weir-no-such-program; install: apt-get install no-such-package")
                .doesNotContain("dash");
    }
}
