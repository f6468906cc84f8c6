package io.weir.core.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.feedback.AgentWord.Wish;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentGrammarTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            75%                      | 75   | READY | false
            75                       | 75   | READY | false
            0%                       | 0    | READY | false
            1000%                    | 1000 | READY | false
            drain                    | 100  | DRAIN | false
            MAINT                    | 100  | MAINT | false
            down                     | 100  | READY | true
            fail # disk full         | 100  | READY | true
            stopped                  | 100  | READY | true
            up, 50%                  | 50   | READY | false
            ready up 20%             | 20   | READY | false
            drain,30%,down           | 30   | DRAIN | true
            down up                  | 100  | READY | false
            """)
    void lineSaysWhat(String line, int percent, Wish wish, boolean down) {
        AgentWord word = AgentGrammar.read(line, AgentWord.NOTHING).orElseThrow();
        assertThat(word.percent()).isEqualTo(percent);
        assertThat(word.wish()).isEqualTo(wish);
        assertThat(word.down()).isEqualTo(down);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "# only words", "75%%", "-1%", "1001%", "12345", "on", "up;down", "HTTP/1.1 200 OK"})
    void otherLinesSayNothing(String line) {
        assertThat(AgentGrammar.read(line, AgentWord.NOTHING)).isEmpty();
    }

    @Test
    void eachWordChangesOneThingOnly() {
        AgentWord drained = AgentGrammar.read("30% drain", AgentWord.NOTHING).orElseThrow();
        AgentWord failed = AgentGrammar.read("fail", drained).orElseThrow();
        assertThat(failed.percent()).isEqualTo(30);
        assertThat(failed.wish()).isEqualTo(Wish.DRAIN);
        AgentWord up = AgentGrammar.read("up", failed).orElseThrow();
        assertThat(up.takesPersistentClients()).isTrue();
        assertThat(up.takesNewClients()).isFalse();
        assertThat(AgentGrammar.read("ready", up).orElseThrow().takesNewClients())
                .isTrue();
    }

    @Test
    void remarkOfAServerThatWorksMakesNoNewWord() {
        AgentWord one = AgentGrammar.read("75% # load 1.20", AgentWord.NOTHING).orElseThrow();
        assertThat(AgentGrammar.read("75% # load 1.21", one)).contains(one);
        assertThat(AgentGrammar.read("down # disk full", one).orElseThrow().text())
                .isEqualTo("down # disk full");
    }

    @Test
    void shareOfAWeightIsRoundedUpAndBounded() {
        assertThat(AgentGrammar.read("1%", AgentWord.NOTHING).orElseThrow().of(10))
                .isEqualTo(1);
        assertThat(AgentGrammar.read("75%", AgentWord.NOTHING).orElseThrow().of(100))
                .isEqualTo(75);
        assertThat(AgentGrammar.read("0%", AgentWord.NOTHING).orElseThrow().of(100))
                .isZero();
        assertThat(AgentGrammar.read("1000%", AgentWord.NOTHING).orElseThrow().of(65_535))
                .isEqualTo(65_535);
    }

    @Property
    void anyLineIsReadOrRefusedAndWhatIsShownIsHarmless(@ForAll String line) {
        assertThat(AgentGrammar.shown(line)).matches("[ -~]{0,100}");
        AgentGrammar.read(line, AgentWord.NOTHING)
                .ifPresent(word -> assertThat(word.percent()).isBetween(0, 1000));
    }
}
