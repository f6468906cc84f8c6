package io.weir.l7.log;

import io.weir.core.service.EndReason;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one client connection ended.
 *
 * @param service the virtual service
 * @param client the client's address and port
 * @param server name and address of the server or fallback it was relayed to, or tried last; null for none
 * @param reason why it ended
 * @param detail more words, as which side was idle; null for none
 * @param waited from accept until relaying began, or until the end if it never did
 * @param lasted from accept to the end
 * @param bytesIn payload from the client
 * @param bytesOut payload to the client
 */
public record ConnectionEnd(
        String service,
        String client,
        @Nullable String server,
        EndReason reason,
        @Nullable String detail,
        Duration waited,
        Duration lasted,
        long bytesIn,
        long bytesOut) {
    /** One line: {@code key=value} pairs, the free words last. */
    public String text() {
        StringBuilder text = new StringBuilder(160)
                .append("connection ended service=")
                .append(service)
                .append(" client=")
                .append(client)
                .append(" server=")
                .append(server == null ? "-" : server)
                .append(" reason=")
                .append(reason.key())
                .append(" waited=")
                .append(waited.toMillis())
                .append("ms lasted=")
                .append(lasted.toMillis())
                .append("ms in=")
                .append(bytesIn)
                .append(" out=")
                .append(bytesOut);
        return detail == null
                ? text.toString()
                : text.append(": ").append(detail).toString();
    }
}
