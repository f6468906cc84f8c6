package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.core.service.HttpRule.Action;
import io.weir.l7.http.message.RequestHead;
import java.util.concurrent.atomic.LongAdder;

/** Replaces what matches in a path as the client wrote it and keeps the query. */
final class PathRewrite {
    private final BoundedPattern pattern;
    private final String replacement;

    PathRewrite(Action.RewritePath action, LongAdder aborts) {
        this.pattern = new BoundedPattern(action.regex(), aborts);
        this.replacement = action.replacement();
    }

    /** Changes the target; leaves it when that takes too long, and when it is no path. */
    void apply(RequestHead head) {
        AsciiString target = head.target();
        if (target.isEmpty() || target.byteAt(0) != '/') {
            return;
        }
        int question = target.indexOf('?', 0);
        String path = question < 0 ? target.toString() : target.toString(0, question);
        String rewritten = pattern.replaceAll(path, replacement);
        if (rewritten == null || rewritten.equals(path)) {
            return;
        }
        head.target(PercentCode.encodeRest(joined(rewritten, question < 0 ? "" : target.toString(question + 1))));
    }

    private static String joined(String path, String query) {
        // A fragment would end the target for the server.
        String absolute = (path.startsWith("/") ? path : "/" + path).replace("#", "%23");
        if (query.isEmpty()) {
            return absolute;
        }
        return absolute + (absolute.indexOf('?') < 0 ? '?' : '&') + query;
    }
}
