package io.weir.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.weir.core.net.PortSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;

class ConfigurationPropertiesTest {
    private static final Path FILES = Path.of("src/test/resources/config");
    private static final List<String> TOKENS = List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ": ",
            "- ",
            ",",
            "\n",
            "\n  ",
            "\n    ",
            "\t",
            "\"",
            "'",
            "#",
            "&a ",
            "*a",
            "!!str ",
            "|",
            ">",
            "?",
            "---",
            "...",
            "%YAML 1.2",
            "null",
            "~",
            "0",
            "4s",
            "*",
            "\\",
            "\u0000",
            "\ud800",
            "\ufeff",
            "\u2028",
            "name: ",
            "virtual-services:",
            "defaults:",
            "persistence: ",
            "ports: ",
            "type: on");

    @Property
    void durationIsReadBackFromItsText(@ForAll @LongRange(min = 1, max = 31_536_000_000L) long millis) {
        Duration duration = Duration.ofMillis(millis);
        assertThat(DurationText.upTo("365d")
                        .reader()
                        .read(DurationText.format(duration), ConfigurationPropertiesTest::refuse))
                .isEqualTo(duration);
    }

    @Property
    void durationsOfWholeUnitsAreWrittenInThem(@ForAll @LongRange(min = 1, max = 365) long days) {
        assertThat(DurationText.format(Duration.ofDays(days))).isEqualTo(days + "d");
        assertThat(DurationText.format(Duration.ofHours(24 * days + 1))).isEqualTo(24 * days + 1 + "h");
        assertThat(DurationText.format(Duration.ofMinutes(60 * days + 1))).isEqualTo(60 * days + 1 + "m");
        assertThat(DurationText.format(Duration.ofSeconds(60 * days + 1))).isEqualTo(60 * days + 1 + "s");
        assertThat(DurationText.format(Duration.ofMillis(1000 * days + 1))).isEqualTo(1000 * days + 1 + "ms");
    }

    @Property
    void portsOfTheModelAreReadBackFromTheirText(@ForAll("portSets") PortSet ports) {
        assertThat(PortText.TYPE.reader().read(ports.toString(), ConfigurationPropertiesTest::refuse))
                .isEqualTo(ports);
    }

    @Property
    void portsAreReadExactlyWhereTheModelReadsThem(@ForAll("portTexts") String text) {
        List<String> problems = new ArrayList<>();
        PortSet read = PortText.TYPE.reader().read(text, problems::add);
        assertThat(PortSet.parse(text).orElse(null)).isEqualTo(read);
        assertThat(problems).hasSize(read == null ? 1 : 0);
    }

    @Property
    void anyTextIsReadOrRefused(@ForAll String text) {
        readOrRefuse(text);
    }

    @Property(tries = 3000)
    void anyMixOfYamlIsReadOrRefused(@ForAll("tokens") String text) {
        readOrRefuse(text);
    }

    @Property(tries = 2000)
    void damagedFileIsReadOrRefused(@ForAll("damaged") String text) {
        readOrRefuse(text);
    }

    private static void readOrRefuse(String text) {
        try {
            assertThat(ConfigurationFile.parse("any.yaml", text)).isNotNull();
        } catch (InvalidConfiguration e) {
            assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                assertThat(problem.line()).isBetween(1, (int) text.lines().count() + 1);
                assertThat(problem.column()).isPositive();
                assertThat(problem.toString()).startsWith("any.yaml:").doesNotContain("\n", "\t", "\u0000", "\u2028");
            });
            assertThat(e.problems().size()).isLessThanOrEqualTo(Problems.LIMIT + 1);
        }
    }

    private static void refuse(String problem) {
        fail(problem);
    }

    @Provide
    Arbitrary<PortSet> portSets() {
        return Arbitraries.integers()
                .between(1, 65_535)
                .list()
                .ofMinSize(1)
                .ofMaxSize(5)
                .map(ports -> new PortSet(ports.stream()
                        .map(port -> new PortSet.Range(port, Math.min(65_535, port + 1)))
                        .toList()));
    }

    @Provide
    Arbitrary<String> portTexts() {
        Arbitrary<String> parts =
                Arbitraries.of("80", "443", "-", ",", " ", "0", "08", "65535", "65536", "1-", "9-8", "*", ":");
        return parts.list().ofMinSize(1).ofMaxSize(5).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.of(TOKENS).list().ofMaxSize(25).map(list -> String.join("", list));
    }

    @Provide
    Arbitrary<String> damaged() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(FILES)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".yaml"))
                    .sorted()
                    .toList()) {
                texts.add(Files.readString(file));
            }
        }
        return Combinators.combine(
                        Arbitraries.of(texts),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.of(TOKENS),
                        Arbitraries.integers().between(0, 9))
                .as((text, at, token, cut) -> {
                    int from = (int) (at * text.length());
                    return text.substring(0, from) + token + text.substring(Math.min(text.length(), from + cut));
                });
    }
}
