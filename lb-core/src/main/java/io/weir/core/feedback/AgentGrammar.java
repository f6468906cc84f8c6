package io.weir.core.feedback;

import io.weir.core.feedback.AgentWord.Wish;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The line of an agent, in the grammar of the field: words apart by blanks or commas, each of which changes one thing
 * and leaves the others as they were. {@code 75%} the weight; {@code ready}, {@code drain}, {@code maint} whether it
 * takes clients; {@code up} and {@code down}, {@code fail}, {@code stopped} whether it works. What follows {@code #} is
 * for people.
 */
final class AgentGrammar {
    private static final Pattern SEPARATORS = Pattern.compile("[ ,\t]+");
    private static final Pattern PERCENT = Pattern.compile("([0-9]{1,4})%?");
    private static final int MOST_PERCENT = 1000;
    private static final int LONGEST_TEXT = 100;

    private AgentGrammar() {}

    /** What holds after this line; empty when a word of it is none. */
    static Optional<AgentWord> read(String line, AgentWord before) {
        int comment = line.indexOf('#');
        String words = (comment < 0 ? line : line.substring(0, comment)).strip();
        if (words.isEmpty()) {
            return Optional.empty();
        }
        int percent = before.percent();
        Wish wish = before.wish();
        boolean down = before.down();
        for (String word : SEPARATORS.split(words, -1)) {
            switch (word.toLowerCase(Locale.ROOT)) {
                case "ready" -> wish = Wish.READY;
                case "drain" -> wish = Wish.DRAIN;
                case "maint" -> wish = Wish.MAINT;
                case "up" -> down = false;
                case "down", "fail", "failed", "stopped" -> down = true;
                case "" -> {
                    // A separator at the beginning.
                }
                default -> {
                    var number = PERCENT.matcher(word);
                    if (!number.matches() || Integer.parseInt(number.group(1)) > MOST_PERCENT) {
                        return Optional.empty();
                    }
                    percent = Integer.parseInt(number.group(1));
                }
            }
        }
        // A remark of a server that works may differ each time: it must not make a new snapshot each time.
        return Optional.of(new AgentWord(percent, wish, down, shown(down ? line : words)));
    }

    /** Without characters that could steer a terminal, and short. */
    static String shown(String line) {
        StringBuilder shown = new StringBuilder();
        line.strip().chars().limit(LONGEST_TEXT).forEach(c -> shown.append(c >= ' ' && c < 0x7F ? (char) c : '?'));
        return shown.toString();
    }
}
