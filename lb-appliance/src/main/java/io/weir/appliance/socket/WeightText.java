package io.weir.appliance.socket;

/** A weight as operators type it. */
final class WeightText {
    /** The largest weight. */
    static final int MOST = 65535;

    private WeightText() {}

    /** 0..65535, or -1 when the text is nothing of the sort. */
    static int parse(String text) {
        if (!text.matches("[0-9]{1,5}")) {
            return -1;
        }
        int weight = Integer.parseInt(text);
        return weight > MOST ? -1 : weight;
    }
}
