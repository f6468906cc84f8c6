package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What rules look at in one request; parts that cost something are worked out when they are asked for. */
final class RequestView {
    private final RequestHead head;
    private final ClientInfo client;
    private final int pathEnd;
    private @Nullable String path;
    private @Nullable String host;

    RequestView(RequestHead head, ClientInfo client) {
        this.head = head;
        this.client = client;
        int question = head.target().indexOf('?', 0);
        this.pathEnd = question < 0 ? head.target().length() : question;
    }

    RequestHead head() {
        return head;
    }

    ClientInfo client() {
        return client;
    }

    /** Works out {@link #path}. False where the path can be read in two ways. */
    boolean resolvePath() {
        path = MatchPath.of(head.target(), pathEnd);
        return path != null;
    }

    /** The path in the form that {@link MatchPath} says; empty unless {@link #resolvePath} has said yes. */
    String path() {
        return path == null ? "" : path;
    }

    /** Where the query begins in the target; the target's length without one. */
    int queryStart() {
        return Math.min(pathEnd + 1, head.target().length());
    }

    /** The host that was asked for, in lower case, without port and final dot. */
    String host() {
        String known = host;
        if (known == null) {
            known = hostOf(head.authority());
            host = known;
        }
        return known;
    }

    private static String hostOf(AsciiString authority) {
        String text = authority.toString().toLowerCase(Locale.ROOT);
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        String name = end > 0 ? text.substring(0, end) : text;
        return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    }
}
