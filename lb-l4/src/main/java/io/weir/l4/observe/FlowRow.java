package io.weir.l4.observe;

import io.weir.core.net.IpAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A flow at one moment.
 *
 * @param service whose it is
 * @param server the name of its server
 * @param protocol {@code tcp} or {@code udp}
 * @param client where it comes from
 * @param clientPort of the client
 * @param vip where the client sends to
 * @param vipPort the one the client connects to
 * @param serverAddress who takes it
 * @param serverPort of the server
 * @param mode {@code l4-dr}, {@code l4-nat} or {@code l4-snat}
 * @param state a word such as {@code established}
 * @param packets of both directions, as far as they come by
 * @param idle since the last packet
 * @param source our address that the server sees; null but in mode l4-snat
 * @param sourcePort goes with it
 */
public record FlowRow(
        String service,
        String server,
        String protocol,
        IpAddress client,
        int clientPort,
        IpAddress vip,
        int vipPort,
        IpAddress serverAddress,
        int serverPort,
        String mode,
        String state,
        long packets,
        Duration idle,
        @Nullable IpAddress source,
        int sourcePort) {}
