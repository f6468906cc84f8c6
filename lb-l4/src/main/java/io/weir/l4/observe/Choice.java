package io.weir.l4.observe;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.persist.AddressTable;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.service.AdminState;
import io.weir.core.service.Distribution;
import org.jspecify.annotations.Nullable;

/** Says of each server of a service why it is or is not the one. */
final class Choice {
    private Choice() {}

    static void explain(
            ServiceSnapshot service, PacketQuestion packet, @Nullable Integer chosen, ExplanationBuilder result) {
        AddressTable table = service.sources();
        int stuck = table == null
                ? PersistenceTable.NONE
                : table.peek(packet.source().high(), packet.source().low(), packet.v6());
        boolean serverChosen = chosen != null && service.server(chosen) != null;
        if (chosen != null && serverChosen && chosen == stuck) {
            result.choice("persistence: the client is stuck to it");
        } else if (serverChosen) {
            String scheduler = service.definition().distribution() == Distribution.FAILOVER
                    ? "failover: the first server that can"
                    : "scheduler " + service.definition().scheduler().key();
            result.choice(scheduler + (table == null ? "" : "; the client is not stuck to a server that can take it"));
        } else if (chosen != null) {
            result.choice("fallback: no server can take new clients");
        }
        for (ServerSnapshot server : service.servers()) {
            result.candidate(server, why(service, server, chosen, stuck));
        }
    }

    private static String why(ServiceSnapshot service, ServerSnapshot server, @Nullable Integer chosen, int stuck) {
        if (chosen != null && chosen == server.id()) {
            return "chosen";
        }
        if (server.adminState() == AdminState.HALTED) {
            return "halted by the operator";
        }
        if (!server.health().serves()) {
            return server.health().key() + (server.reason() == null ? "" : ": " + server.reason());
        }
        if (server.adminState() == AdminState.DRAINING) {
            return "draining: takes clients that are stuck to it only";
        }
        if (!server.agent().takesNewClients()) {
            return server.agent().state() + " by its agent: \"" + server.agent().text() + "\"";
        }
        if (server.effectiveWeight() == 0) {
            return "weight 0: takes no new clients";
        }
        int most = server.definition().maxConnections();
        if (most != 0 && server.load().active() >= most) {
            return "full: " + server.load().active() + " of " + most + " connections";
        }
        if (service.candidates().stream().noneMatch(candidate -> candidate.id() == server.id())) {
            return server.definition().backup() ? "backup: not needed" : "standby: an earlier server serves";
        }
        return stuck != PersistenceTable.NONE && chosen != null && chosen == stuck
                ? "could take it, but the client is stuck elsewhere"
                : "could take it; the scheduler gives it to another";
    }
}
