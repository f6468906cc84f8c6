package io.weir.core.service;

import io.weir.core.net.IpAddress;

/**
 * Where connections go when no server can take them.
 *
 * @param address its address
 * @param port its TCP port, 1..65535
 */
public record Fallback(IpAddress address, int port) {}
