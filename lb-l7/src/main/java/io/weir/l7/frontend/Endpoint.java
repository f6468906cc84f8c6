package io.weir.l7.frontend;

import io.weir.core.net.IpAddress;

/**
 * Where a listener listens.
 *
 * @param address the VIP
 * @param port 1..65535
 */
record Endpoint(IpAddress address, int port) {
    @Override
    public String toString() {
        return address.withPort(port);
    }
}
