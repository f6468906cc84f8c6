package io.weir.core.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PortSetTest {
    private static PortSet of(String text) {
        return PortSet.parse(text).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "443|443",
                "80,443|80,443",
                "443,80|80,443",
                "8000-8100|8000-8100",
                "80,443,8000-8100|80,443,8000-8100",
                "80,81,82|80-82",
                "80-90,85-95|80-95",
                "80-90,91|80-91",
                "80,80|80",
                " 80 , 443 - 445 |80,443-445",
                "*|*",
                "1-65535|*",
                "65535|65535",
            })
    void textIsMergedAndSorted(String text, String canonical) {
        assertThat(of(text)).hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "80,",
                ",80",
                "0",
                "65536",
                "080",
                "-80",
                "80-",
                "90-80",
                "1-2-3",
                "80:90",
                "http",
                "*,80",
                "+80",
                "99999999999",
                "\u0668\u0660"
            })
    void nothingElseIsAPortSet(String text) {
        assertThat(PortSet.parse(text)).isEmpty();
    }

    @Test
    void setsThatShareAPortIntersect() {
        assertThat(of("80,443").intersects(of("400-443"))).isTrue();
        assertThat(of("80,443").intersects(of("81-442"))).isFalse();
        assertThat(PortSet.ALL.intersects(of("1"))).isTrue();
    }

    @Test
    void countsAndListsItsPorts() {
        assertThat(of("443,80-82").size()).isEqualTo(4);
        assertThat(of("443,80-82").toArray()).containsExactly(80, 81, 82, 443);
        assertThat(of("443,80-82").first()).isEqualTo(80);
        assertThat(PortSet.ALL.size()).isEqualTo(65_535);
        assertThat(PortSet.of(7)).isEqualTo(of("7"));
    }

    @Test
    void emptyAndImpossibleSetsAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PortSet(List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortSet.Range(0, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortSet.Range(2, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PortSet.Range(1, 65_536));
    }
}
