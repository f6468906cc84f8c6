package io.weir.l7.http.forward;

import io.weir.l7.frontend.ConnectionLoop;
import io.weir.l7.frontend.Frontend;
import io.weir.l7.http.guard.RefusalCounters;
import io.weir.l7.upstream.ServerPool;
import io.weir.l7.upstream.ServerProtocols;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every exchange needs.
 *
 * @param services finds the service that a rule names; null where there is none now
 * @param pools connections to servers, by event loop
 * @param protocols what is spoken with servers
 * @param reports hears of servers that fail
 * @param refusals counts what is refused
 */
public record HttpContext(
        Function<String, @Nullable Frontend> services,
        Map<ConnectionLoop, ServerPool> pools,
        ServerProtocols protocols,
        ServerReports reports,
        RefusalCounters refusals) {
    ServerPool pool(ConnectionLoop loop) {
        return Objects.requireNonNull(pools.get(loop));
    }
}
