package io.weir.core.control;

import io.weir.core.net.IpAddress;
import io.weir.core.persist.AddressTable;
import io.weir.core.persist.PersistenceEntry;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.schedule.Schedulers;
import io.weir.core.service.ServiceLoad;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Copies a service, so that a choice can be made as it would be made now, and nobody hears of it. */
final class Rehearsal {
    private Rehearsal() {}

    static ServiceSnapshot of(ServiceSnapshot service) {
        ServiceLoad load = service.load().copy();
        Map<Integer, ServerSnapshot> copies = new HashMap<>();
        for (ServerSnapshot server : service.servers()) {
            copies.put(server.id(), copy(server));
        }
        List<ServerSnapshot> candidates = service.candidates().stream()
                .map(server -> copies.computeIfAbsent(server.id(), id -> copy(server)))
                .toList();
        PersistenceTable table = service.persistence();
        return new ServiceSnapshot(
                service.definition(),
                service.state(),
                service.servers().stream()
                        .map(server -> Objects.requireNonNull(copies.get(server.id())))
                        .toList(),
                candidates,
                Schedulers.create(
                        Candidates.schedulerOf(service.definition()), Candidates.forScheduler(candidates), load),
                table instanceof AddressTable addresses ? new Peeked(addresses) : table,
                load);
    }

    private static ServerSnapshot copy(ServerSnapshot server) {
        return new ServerSnapshot(
                server.id(),
                server.definition(),
                server.weight(),
                server.health(),
                server.adminState(),
                server.reason(),
                server.since(),
                server.load().copy(),
                server.agent());
    }

    /** Tells what is stuck, and sticks nobody. Choices by texts are not made by the snapshot. */
    private record Peeked(AddressTable table) implements AddressTable {
        @Override
        public int lookup(long addressHigh, long addressLow, boolean v6) {
            return table.peek(addressHigh, addressLow, v6);
        }

        @Override
        public int peek(long addressHigh, long addressLow, boolean v6) {
            return table.peek(addressHigh, addressLow, v6);
        }

        @Override
        public void store(long addressHigh, long addressLow, boolean v6, int serverId) {
            // Only a rehearsal.
        }

        @Override
        public boolean remove(IpAddress client) {
            return false;
        }

        @Override
        public int clear() {
            return 0;
        }

        @Override
        public int clearServer(int serverId) {
            return 0;
        }

        @Override
        public int size() {
            return table.size();
        }

        @Override
        public List<PersistenceEntry> entries(int limit) {
            return table.entries(limit);
        }
    }
}
