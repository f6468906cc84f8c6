package io.weir.appliance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProgramTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** As in {@code ./weir demo}; what does not go together with a cache is refused even when there is no such file. */
    @Test
    void programsOfAProcessThatHasACacheStartWithIt(@TempDir Path directory) {
        Finished finished = Finished.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:AOTCache=" + directory.resolve("none.aot"),
                        "-Xlog:aot=off",
                        "-Xlog:cds=off",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Parent.class.getName()),
                DEADLINE);
        assertThat(finished.stderr()).isEmpty();
        assertThat(finished.stdout().lines())
                .hasSize(4)
                .allSatisfy(line -> assertThat(line).matches("-XX:AOTCache=.*none.aot|weir .*"));
    }

    /** Starts a short-lived and a long-lived program and shows the flag that they share and what they say. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) {
            for (List<String> command : List.of(
                    JavaProgram.shortLived(LabDaemon.MAIN, "version"),
                    JavaProgram.longLived(List.of(), LabDaemon.MAIN, List.of("version")))) {
                command.stream()
                        .filter(flag -> flag.startsWith("-XX:AOTCache="))
                        .forEach(System.out::println);
                System.out.println(
                        Finished.run(command, DEADLINE).orThrow().stdout().strip());
            }
        }
    }
}
