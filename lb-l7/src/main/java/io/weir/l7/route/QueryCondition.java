package io.weir.l7.route;

import io.netty.util.AsciiString;

/** Whether a query has a parameter: {@code name=value}, or {@code name} with any value. Both sides are decoded. */
final class QueryCondition implements Condition {
    private final String wanted;
    private final boolean withValue;

    QueryCondition(String text) {
        this.wanted = PercentCode.decodeForm(text, 0, text.length());
        this.withValue = text.indexOf('=') >= 0;
    }

    @Override
    public Truth holds(RequestView request) {
        AsciiString target = request.head().target();
        int from = request.queryStart();
        while (from < target.length()) {
            int ampersand = target.indexOf('&', from);
            int end = ampersand < 0 ? target.length() : ampersand;
            if (same(target, from, end)) {
                return Truth.YES;
            }
            from = end + 1;
        }
        return Truth.NO;
    }

    private boolean same(AsciiString target, int from, int end) {
        int last = end;
        if (!withValue) {
            int equals = target.indexOf('=', from);
            last = equals >= 0 && equals < end ? equals : end;
        }
        // Decoding never makes a text longer, so most parameters are out by their length.
        return last - from >= wanted.length()
                && PercentCode.decodeForm(target, from, last).equals(wanted);
    }
}
