package io.weir.l4.flow;

import io.weir.core.net.IpAddress;
import io.weir.core.wire.IpProtocol;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Tables and flows as the tests of this package want them. */
final class TestFlows {
    /** A tuple as a packet shows it. */
    record Tuple(int protocol, IpAddress source, int sourcePort, IpAddress destination, int destinationPort) {
        int findIn(FlowTable table) {
            return table.find(
                    protocol,
                    source.high(),
                    source.low(),
                    sourcePort,
                    destination.high(),
                    destination.low(),
                    destinationPort);
        }
    }

    /** An address and a port. */
    record Endpoint(IpAddress address, int port) {}

    static final int FOREVER = Integer.MAX_VALUE;

    private TestFlows() {}

    static MemorySegment memory(long bytes) {
        return Arena.ofAuto().allocate(bytes, 64);
    }

    static FlowTable table(boolean v6, int capacity) {
        return table(v6, capacity, -1, FlowEnd.IGNORED);
    }

    /** A table whose hashes have only the bits of the mask. */
    static FlowTable table(boolean v6, int capacity, int hashMask, FlowEnd end) {
        MemorySegment memory = memory(FlowTable.bytes(v6, capacity));
        return new FlowTable(v6, capacity, memory, end, FlowHash.known(7, hashMask));
    }

    /** Addresses of which some share a word, so that the other tells them apart. */
    static IpAddress address(boolean v6, int number) {
        return v6
                ? IpAddress.v6(0x2001_0db8_0000_0000L + number % 3, -1L - number / 3)
                : IpAddress.v4(0xc633_6400 + number);
    }

    /** A TCP flow of a client, by SNAT or not as the mode says; the client's number makes its ports, too. */
    static NewFlow flow(boolean v6, int mode, int client) {
        return flow(
                mode,
                IpProtocol.TCP,
                new Endpoint(address(v6, client), 1024 + client % 60_000),
                new Endpoint(address(v6, 1_000_000), 80),
                new Endpoint(address(v6, 2_000_000), 8080),
                new Endpoint(address(v6, 3_000_000 + client / 60_000), 1024 + client % 60_000));
    }

    static NewFlow flow(int mode, int protocol, Endpoint client, Endpoint vip, Endpoint server, Endpoint source) {
        return new NewFlow()
                .kind(mode, protocol)
                .client(client.address().high(), client.address().low(), client.port())
                .vip(vip.address().high(), vip.address().low(), vip.port())
                .server(7, server.address().high(), server.address().low(), server.port())
                .source(source.address().high(), source.address().low(), source.port())
                .state(FlowState.ESTABLISHED, 0);
    }

    /** The tuple of the client's packets. */
    static Tuple clientTuple(FlowTable table, int slot) {
        return new Tuple(
                table.protocol(slot),
                new IpAddress(table.clientHigh(slot), table.clientLow(slot), table.isV6()),
                table.clientPort(slot),
                new IpAddress(table.vipHigh(slot), table.vipLow(slot), table.isV6()),
                table.vipPort(slot));
    }

    /** The tuple of the server's packets. */
    static Tuple serverTuple(FlowTable table, int slot) {
        return new Tuple(
                table.protocol(slot),
                new IpAddress(table.serverHigh(slot), table.serverLow(slot), table.isV6()),
                table.serverPort(slot),
                new IpAddress(table.sourceHigh(slot), table.sourceLow(slot), table.isV6()),
                table.sourcePort(slot));
    }
}
