package io.weir.appliance.demo;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of a number of requests.
 *
 * @param answered how many each server answered, by the server's name
 * @param failed how many nobody answered
 */
record Tally(Map<String, Integer> answered, int failed) {
    static final Tally NONE = new Tally(Map.of(), 0);

    private static final String FAILED = "failed=";

    Tally {
        answered = Map.copyOf(answered);
    }

    Tally answeredBy(String server) {
        Map<String, Integer> more = new TreeMap<>(answered);
        more.merge(server, 1, Integer::sum);
        return new Tally(more, failed);
    }

    Tally failedOnce() {
        return new Tally(answered, failed + 1);
    }

    int total() {
        return failed + answered.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** For people: {@code srv1 25, srv2 25, failed 0}. */
    String text() {
        return new TreeMap<>(answered)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + " " + entry.getValue() + ", ")
                                .collect(Collectors.joining())
                + "failed " + failed;
    }

    /** For the other process: {@code srv1=25 srv2=25 failed=0}. */
    String encoded() {
        return new TreeMap<>(answered)
                        .entrySet().stream()
                                .map(entry -> entry.getKey() + "=" + entry.getValue() + " ")
                                .collect(Collectors.joining())
                + FAILED
                + failed;
    }

    static Tally decode(String line) {
        Map<String, Integer> answered = new TreeMap<>();
        int failed = 0;
        for (String word : line.strip().split(" ", -1)) {
            int equals = word.indexOf('=');
            int count = Integer.parseInt(word.substring(equals + 1));
            if (word.startsWith(FAILED)) {
                failed = count;
            } else {
                answered.put(word.substring(0, equals), count);
            }
        }
        return new Tally(answered, failed);
    }
}
