package io.weir.core.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
final class Suggestion {
    private static final int LONGEST = 64;
    private static final int SHORTEST_PART = 4;

    private Suggestion() {}

    /** The known word with the fewest edits, when there are so few that it is more likely than chance. */
    static Optional<String> nearest(String word, Collection<String> known) {
        if (word.length() > LONGEST) {
            return Optional.empty();
        }
        String lower = word.toLowerCase(Locale.ROOT).replace('_', '-');
        String best = null;
        int bestEdits = Math.min(3, lower.length() / 3) + 1;
        for (String candidate : known) {
            int edits = edits(lower, candidate);
            if (edits < bestEdits) {
                best = candidate;
                bestEdits = edits;
            }
        }
        return Optional.ofNullable(best).or(() -> part(lower, known));
    }

    /** The one known word that has this one as a part, as {@code real-servers} has {@code servers}. */
    private static Optional<String> part(String lower, Collection<String> known) {
        List<String> whole = lower.length() < SHORTEST_PART
                ? List.of()
                : known.stream()
                        .filter(candidate -> List.of(candidate.split("-", -1)).contains(lower))
                        .toList();
        return whole.size() == 1 ? Optional.of(whole.getFirst()) : Optional.empty();
    }

    /** {@code did you mean "…"?} or, for want of a near word, the words to choose from. */
    static String of(String word, Collection<String> known) {
        return nearest(word, known)
                .map(near -> "did you mean \"" + near + "\"?")
                .orElseGet(() -> "known here: " + String.join(", ", known));
    }

    /** Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment). */
    static int edits(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(last[j] + 1, row[j - 1] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
