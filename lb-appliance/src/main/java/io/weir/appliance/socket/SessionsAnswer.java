package io.weir.appliance.socket;

import io.weir.appliance.status.Style;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.persist.PersistenceEntry;
import io.weir.core.persist.PersistenceTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.core.JsonGenerator;

/** The entries of one persistence table; the table is larger than an answer may be, so the newest are listed. */
final class SessionsAnswer implements Answer {
    /** Most entries in one answer. */
    static final int MOST = 1000;

    private final ServiceSnapshot service;
    private final int size;
    private final List<PersistenceEntry> entries;

    SessionsAnswer(ServiceSnapshot service) {
        this.service = service;
        PersistenceTable table = Objects.requireNonNull(service.persistence());
        this.size = table.size();
        this.entries = table.entries(MOST);
    }

    @Override
    public List<String> lines(Style style) {
        List<String> lines = new ArrayList<>();
        int clientWidth = "CLIENT".length();
        int serverWidth = "REAL SERVER".length();
        for (PersistenceEntry entry : entries) {
            clientWidth = Math.max(clientWidth, entry.key().length());
            serverWidth = Math.max(serverWidth, serverName(entry).length());
        }
        String row = "%-" + clientWidth + "s  %-" + serverWidth + "s  %s";
        lines.add(row.formatted("CLIENT", "REAL SERVER", "ENDS IN"));
        for (PersistenceEntry entry : entries) {
            lines.add(row.formatted(
                    entry.key(), serverName(entry), entry.remaining().toSeconds() + "s"));
        }
        lines.add(
                entries.size() < size
                        ? "the " + entries.size() + " with the most time left of " + size + " entries"
                        : entries.size() == 1 ? "1 entry" : entries.size() + " entries");
        return lines;
    }

    @Override
    public void json(JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("service", service.name());
        json.writeNumberProperty("size", size);
        json.writeArrayPropertyStart("entries");
        for (PersistenceEntry entry : entries) {
            json.writeStartObject();
            json.writeStringProperty("client", entry.key());
            json.writeStringProperty("server", serverName(entry));
            json.writeNumberProperty("remainingSeconds", entry.remaining().toSeconds());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private String serverName(PersistenceEntry entry) {
        ServerSnapshot server = service.server(entry.serverId());
        return server == null ? "(removed)" : server.name();
    }
}
