package io.weir.l7.route;

import io.netty.util.AsciiString;
import io.weir.core.net.IpAddress;
import io.weir.core.service.HttpMode;
import io.weir.core.service.HttpRule;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import java.util.Arrays;
import java.util.List;

/** Requests and settings for tests of this package. */
final class Requests {
    static final ClientInfo CLIENT = client("192.0.2.7");

    private Requests() {}

    static ClientInfo client(String address) {
        return new ClientInfo(IpAddress.of(address), 40_000, IpAddress.of("198.51.100.1"), 80, null);
    }

    static RequestHead get(String authority, String target, String... fields) {
        return head("GET", authority, target, fields);
    }

    static RequestHead head(String method, String authority, String target, String... fields) {
        Fields lines = new Fields();
        for (String field : fields) {
            int colon = field.indexOf(": ");
            lines.add(new AsciiString(field.substring(0, colon)), new AsciiString(field.substring(colon + 2)));
        }
        return new RequestHead(
                new AsciiString(method),
                false,
                new AsciiString(authority),
                new AsciiString(target),
                lines,
                0,
                null,
                false,
                false);
    }

    static HttpMode rules(HttpRule... rules) {
        return HttpModes.mode(true, false, List.of(), "", Arrays.asList(rules));
    }
}
