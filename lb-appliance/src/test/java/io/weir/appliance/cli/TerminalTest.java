package io.weir.appliance.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void colourIsOnlyForTerminals() {
        assertThat(Terminal.of(Map.of()).options()).isEqualTo("width=80");
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "120")).options()).isEqualTo("colour width=120");
    }

    @Test
    void noColorIsHonoured() {
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "120", "NO_COLOR", "1")).colour())
                .isFalse();
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "120", "NO_COLOR", "")).colour())
                .isTrue();
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "120", "TERM", "dumb")).colour())
                .isFalse();
    }

    @Test
    void longLinesAreBrokenBetweenWordsForTerminalsOnly() {
        String line = "service \"web\": there is no interface \"eth7\". Interfaces: eth0 (10.10.0.2/24 fd00:10::2/64)";
        assertThat(Terminal.errorLines(Map.of("WEIR_COLUMNS", "80"), line)).containsExactly(line);
        assertThat(Terminal.errorLines(Map.of("WEIR_ERROR_COLUMNS", "60"), line))
                .containsExactly(
                        "service \"web\": there is no interface \"eth7\". Interfaces:",
                        "  eth0 (10.10.0.2/24 fd00:10::2/64)");
        assertThat(Terminal.outputLines(Map.of("WEIR_COLUMNS", "40"), "  " + "x".repeat(50)))
                .containsExactly("  " + "x".repeat(38), "    " + "x".repeat(12));
        assertThat(Terminal.outputLines(Map.of("WEIR_COLUMNS", "40"), "\u001b[31m" + "x y".repeat(20)))
                .hasSize(1);
    }

    @Test
    void narrowAndStrangeTerminalsAreTakenForEighty() {
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "40")).columns()).isEqualTo(80);
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "0")).columns()).isEqualTo(80);
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "wide")).columns()).isEqualTo(80);
    }
}
