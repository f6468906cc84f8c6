package io.weir.appliance.socket;

import static java.lang.System.Logger.Level.ERROR;

import io.weir.core.control.ServerKey;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.Cidr;
import io.weir.core.persist.AddressTable;
import io.weir.core.persist.PersistenceTable;
import io.weir.core.service.AdminState;
import java.util.List;
import java.util.Optional;

/**
 * The widely used proxy runtime commands, answered in the same words so that existing tools work. A service is both the
 * frontend and the backend of its name; its persistence table has its name too.
 */
final class RuntimeCommands {
    private static final System.Logger LOG = System.getLogger("io.weir.socket");
    private static final int MOST_CONNECTIONS = 10_000;

    private static final String HELP = """
            The following commands are valid at this level:
              clear table <table> [key <key>]         : remove one or all persistence entries
              help                                    : list the commands
              json <command>                          : a command of the weir command line, answered in JSON
              lines <command>                         : the same, answered in lines for people
              prompt                                  : toggle interactive mode with prompt
              quit                                    : disconnect
              set server <service>/<server> state <s> : ready, drain or maint
              set server <service>/<server> weight <n>: 0..65535, or a percentage of the configured weight
              show info                               : figures of this process
              show sess                               : connections the proxy carries now
              show stat                               : figures of services and servers in CSV
              show table [<table>]                    : persistence tables, or the entries of one
            """;

    private final Operations operations;
    private final WeirCommands weir;

    RuntimeCommands(Operations operations) {
        this.operations = operations;
        this.weir = new WeirCommands(operations);
    }

    /** The answer, each line ended. */
    String answer(String command) {
        List<String> words = Words.of(command);
        try {
            return switch (words.getFirst()) {
                case "json", "lines" -> weir.answer(words);
                case "show" -> show(words);
                case "set" -> set(words);
                case "clear" -> clear(words);
                case "help" -> HELP;
                default -> unknown(command);
            };
        } catch (Refusal refusal) {
            return refusal.getMessage() + "\n";
        } catch (RuntimeException e) {
            LOG.log(ERROR, "admin socket: the command \"" + command + "\" failed", e);
            return "internal error, see the log: " + e + "\n";
        }
    }

    private static String unknown(String command) {
        return "Unknown command: '" + command + "'\n" + HELP;
    }

    private String show(List<String> words) throws Refusal {
        return switch (words.size() > 1 ? words.get(1) : "") {
            case "stat" -> StatCsv.render(operations.current(), operations.now());
            case "info" -> InfoText.render(operations);
            case "sess" -> sessions();
            case "table" ->
                words.size() == 2
                        ? StickTables.headers(operations.current())
                        : StickTables.entries(service(words.get(2), "No such table"));
            default -> unknown(String.join(" ", words));
        };
    }

    private String sessions() {
        List<String> connections = operations.connections(MOST_CONNECTIONS);
        return connections.isEmpty() ? "" : String.join("\n", connections) + "\n";
    }

    private String clear(List<String> words) throws Refusal {
        boolean whole = words.size() == 3;
        boolean one = words.size() == 5 && words.get(3).equals("key");
        if (!(whole || one) || !words.get(1).equals("table")) {
            return unknown(String.join(" ", words));
        }
        String table = words.get(2);
        PersistenceTable entries = service(table, "No such table").persistence();
        if (entries == null) {
            throw Refusal.failed("No such table");
        }
        String key = one ? words.get(4) : null;
        if (key != null && entries instanceof AddressTable && Cidr.parse(key).isEmpty()) {
            throw Refusal.failed("Invalid key: " + key + " is no IP address");
        }
        operations.clearSessions(table, key);
        return "";
    }

    private String set(List<String> words) throws Refusal {
        if (words.size() != 5 || !words.get(1).equals("server")) {
            return unknown(String.join(" ", words));
        }
        Optional<ServerKey> key = ServerKey.parse(words.get(2));
        if (key.isEmpty()) {
            throw Refusal.failed("Require 'service/server'.");
        }
        ServiceSnapshot service = service(key.get().service(), "No such backend.");
        ServerSnapshot server = service.server(key.get().server());
        if (server == null) {
            throw Refusal.failed("No such server.");
        }
        switch (words.get(3)) {
            case "state" -> operations.setAdminState(key.get().toString(), state(words.get(4)));
            case "weight" -> operations.setWeight(key.get(), weight(words.get(4), server));
            default -> throw Refusal.failed("'set server <srv>' only supports 'state' and 'weight'.");
        }
        return "";
    }

    private static AdminState state(String word) throws Refusal {
        return switch (word) {
            case "ready" -> AdminState.ONLINE;
            case "drain" -> AdminState.DRAINING;
            case "maint" -> AdminState.HALTED;
            default -> throw Refusal.failed("'set server <srv> state' expects 'ready', 'drain' and 'maint'.");
        };
    }

    private static int weight(String text, ServerSnapshot server) throws Refusal {
        boolean relative = text.endsWith("%");
        int number = WeightText.parse(relative ? text.substring(0, text.length() - 1) : text);
        if (number < 0) {
            throw Refusal.failed("Require <weight> or <weight%>: both are in 0..65535.");
        }
        long weight = relative ? (long) server.definition().weight() * number / 100 : number;
        if (weight > WeightText.MOST) {
            throw Refusal.failed("Relative weight is too large: the result " + weight + " is not in 0..65535.");
        }
        return (int) weight;
    }

    private ServiceSnapshot service(String name, String otherwise) throws Refusal {
        ServiceSnapshot service = operations.current().service(name);
        if (service == null) {
            throw Refusal.failed(otherwise);
        }
        return service;
    }
}
