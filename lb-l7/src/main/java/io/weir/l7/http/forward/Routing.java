package io.weir.l7.http.forward;

import io.weir.core.service.HttpMode;
import io.weir.l7.frontend.Accepted;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.http.message.RequestHead;
import io.weir.l7.route.Decision;
import io.weir.l7.route.ForwardedHeaders;
import io.weir.l7.route.LocalAnswer;
import io.weir.l7.route.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes.
 *
 * @param decision what the rules say; null where the host belongs to another service of the address
 * @param own the answer that needs no server; null for most
 * @param service the service whose servers take it, when that is not the connection's own
 */
record Routing(
        @Nullable Decision decision,
        @Nullable LocalAnswer own,
        @Nullable String service) {
    /**
     * Decides, with the headers that say who the client is and those that rules change.
     *
     * @param frontend the service that the request is for; null where that is none
     */
    static Routing of(HttpConnection connection, @Nullable Frontend frontend, RequestHead request, Decision otherwise) {
        Accepted accepted = connection.accepted();
        LocalAnswer elsewhere = FrontDoor.redirect(accepted, request);
        if (elsewhere != null) {
            return new Routing(otherwise, elsewhere, null);
        }
        if (frontend == null) {
            return new Routing(null, null, null);
        }
        HttpMode mode = frontend.plan().http();
        if (mode != null) {
            ForwardedHeaders.apply(request, connection.client(), mode);
        }
        Rules rules = frontend.plan().rules();
        Decision decision = rules == null ? otherwise : rules.decide(request, connection.client());
        String named = decision.service();
        boolean another = !frontend.name().equals(accepted.frontend().name());
        return new Routing(decision, decision.localAnswer(), named == null && another ? frontend.name() : named);
    }
}
