package io.weir.l7.frontend;

import io.weir.core.service.ServerLoad;

/**
 * A place taken at a server, to be given back or handed on once.
 *
 * @param serverId stable id of the server
 * @param load where the place is counted
 */
public record HeldPlace(int serverId, ServerLoad load) {}
