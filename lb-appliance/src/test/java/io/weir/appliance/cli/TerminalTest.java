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
    void narrowAndStrangeTerminalsAreTakenForEighty() {
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "40")).columns()).isEqualTo(80);
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "0")).columns()).isEqualTo(80);
        assertThat(Terminal.of(Map.of("WEIR_COLUMNS", "wide")).columns()).isEqualTo(80);
    }
}
