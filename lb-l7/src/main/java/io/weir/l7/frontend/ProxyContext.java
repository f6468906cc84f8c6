package io.weir.l7.frontend;

import io.netty.buffer.ByteBufAllocator;
import io.weir.l7.log.ConnectionLog;
import io.weir.l7.tls.ServerTlsContexts;
import io.weir.l7.transport.SocketTransport;
import io.weir.l7.upstream.UnansweredConnects;

/**
 * What every connection needs of the proxy.
 *
 * @param transport makes the sockets
 * @param allocator makes the buffers
 * @param log hears of ended connections
 * @param protocols what clients may speak
 * @param serverTls encrypts towards servers
 * @param unanswered hears of connects from clients' addresses that got no answer
 */
public record ProxyContext(
        SocketTransport transport,
        ByteBufAllocator allocator,
        ConnectionLog log,
        Protocols protocols,
        ServerTlsContexts serverTls,
        UnansweredConnects unanswered) {}
