package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.core.service.HttpRule.Action;
import io.weir.l7.http.message.RequestHead;
import org.jspecify.annotations.Nullable;

/** Makes the answer of a redirect. What goes into Location is encoded where it has to be: it cannot end the line. */
final class Redirection {
    private final int status;
    private final @Nullable LocalAnswer fixed;
    private final String prefix;
    private final boolean local;

    Redirection(Action.Redirect action) {
        this.status = action.status();
        String location = action.location();
        this.fixed = location == null ? null : new LocalAnswer(status, PercentCode.encodeRest(location));
        String before = action.prefix() == null ? "" : action.prefix();
        this.prefix = before.endsWith("/") ? before.substring(0, before.length() - 1) : before;
        this.local = prefix.isEmpty();
    }

    /** The answer for a request. */
    LocalAnswer answer(RequestHead head) {
        return fixed != null ? fixed : new LocalAnswer(status, PercentCode.encodeRest(prefix + target(head.target())));
    }

    private String target(AsciiString target) {
        if (target.isEmpty() || target.byteAt(0) != '/') {
            return "/";
        }
        int first = 0;
        // Without a host before it, a location that begins with two slashes would lead to the host after them.
        while (local && first + 1 < target.length() && isSlash(target.byteAt(first + 1))) {
            first++;
        }
        return first == 0 ? target.toString() : "/" + target.toString(first + 1);
    }

    private static boolean isSlash(byte octet) {
        return octet == '/' || octet == '\\';
    }
}
