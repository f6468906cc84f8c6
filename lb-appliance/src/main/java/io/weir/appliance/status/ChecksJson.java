package io.weir.appliance.status;

import io.weir.core.health.CheckRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The last checks of servers as JSON. */
public final class ChecksJson {
    private ChecksJson() {}

    /** Writes one array, an object for each server. */
    public static void write(List<ServerChecks> servers, JsonGenerator json) {
        json.writeStartArray();
        for (ServerChecks server : servers) {
            json.writeStartObject();
            json.writeStringProperty("service", server.key().service());
            json.writeStringProperty("server", server.key().server());
            json.writeStringProperty("health", server.health().key());
            json.writeStringProperty("admin", server.admin().key());
            json.writeStringProperty("reason", server.reason());
            json.writeStringProperty(
                    "type",
                    server.check() == null
                            ? null
                            : server.target().check().type().key());
            json.writeNumberProperty("sharers", server.sharers());
            json.writeName("lastFailure");
            record(server.latestFailure(), json);
            json.writeArrayPropertyStart("results");
            for (CheckRecord entry : server.history()) {
                record(entry, json);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes one result; null for none. */
    static void record(@Nullable CheckRecord entry, JsonGenerator json) {
        if (entry == null) {
            json.writeNull();
            return;
        }
        json.writeStartObject();
        json.writeStringProperty("at", entry.at().toString());
        json.writeBooleanProperty("healthy", entry.result().healthy());
        json.writeNumberProperty(
                "milliseconds", Math.round(entry.result().took().toNanos() / 1e3) / 1e3);
        json.writeStringProperty("reason", entry.result().reason().toString());
        json.writeEndObject();
    }
}
