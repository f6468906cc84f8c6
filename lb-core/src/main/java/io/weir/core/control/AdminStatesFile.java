package io.weir.core.control;

import io.weir.core.control.Overrides.Admin;
import io.weir.core.service.AdminState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the operator said of servers at run time, as JSON:
 * {@code {"servers": [{"service": …, "server": …, "state": …, "file-state": …, "since": …}]}}.
 */
final class AdminStatesFile {
    /** Far more than any configuration needs; a larger file is not ours. */
    private static final long MAX_BYTES = 16L << 20;

    private final JsonMapper json = JsonMapper.builder().build();
    private final Path path;

    AdminStatesFile(Path path) {
        this.path = path;
    }

    /** Empty when there is no file. A file that says something else throws {@link DamagedException}. */
    Map<ServerKey, Admin> read() throws IOException, DamagedException {
        if (!Files.exists(path)) {
            return Map.of();
        }
        if (Files.size(path) > MAX_BYTES) {
            throw new DamagedException("it is larger than " + MAX_BYTES + " bytes");
        }
        JsonNode root;
        try {
            root = json.readTree(Files.readAllBytes(path));
        } catch (JacksonException e) {
            throw new DamagedException(e.getOriginalMessage());
        }
        JsonNode servers = root.get("servers");
        if (servers == null || !servers.isArray()) {
            throw new DamagedException("\"servers\" is missing or not a list");
        }
        Map<ServerKey, Admin> states = new HashMap<>();
        for (JsonNode server : servers) {
            ServerKey key = new ServerKey(text(server, "service"), text(server, "server"));
            Admin admin = new Admin(state(server, "state"), state(server, "file-state"), since(server));
            if (states.put(key, admin) != null) {
                throw new DamagedException("server " + key + " is there twice");
            }
        }
        return states;
    }

    void write(Map<ServerKey, Admin> states) throws IOException {
        ObjectNode root = json.createObjectNode();
        ArrayNode servers = root.putArray("servers");
        states.forEach((key, admin) -> {
            ObjectNode one = servers.addObject()
                    .put("service", key.service())
                    .put("server", key.server())
                    .put("state", admin.state().key())
                    .put("file-state", admin.fileState().key());
            if (admin.since() != null) {
                one.put("since", admin.since().toString());
            }
        });
        AtomicFile.write(path, json.writerWithDefaultPrettyPrinter().writeValueAsBytes(root));
    }

    private static String text(JsonNode server, String field) throws DamagedException {
        JsonNode value = server.get(field);
        if (value == null || !value.isString() || value.stringValue().isEmpty()) {
            throw new DamagedException("a server has no \"" + field + "\"");
        }
        return value.stringValue();
    }

    /** Files of the first version do not have it. */
    private static @Nullable Instant since(JsonNode server) throws DamagedException {
        if (!server.has("since")) {
            return null;
        }
        String text = text(server, "since");
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new DamagedException("\"since\": \"" + text + "\" is no time");
        }
    }

    private static AdminState state(JsonNode server, String field) throws DamagedException {
        String key = text(server, field);
        for (AdminState state : AdminState.values()) {
            if (state.key().equals(key)) {
                return state;
            }
        }
        throw new DamagedException("\"" + field + "\": \"" + key + "\" is no admin state");
    }

    /** The file is not what {@link #write} writes. */
    static final class DamagedException extends Exception {
        private static final long serialVersionUID = 1;

        DamagedException(String message) {
            super(message);
        }
    }
}
