package io.weir.appliance.socket;

import static java.lang.System.Logger.Level.ERROR;

import io.weir.appliance.status.NodeStatus;
import io.weir.appliance.status.StatusJson;
import io.weir.appliance.status.StatusTable;
import io.weir.appliance.status.Style;
import io.weir.arp.check.CheckReport;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.Cidr;
import io.weir.core.persist.AddressTable;
import io.weir.core.service.AdminState;
import io.weir.core.service.Persistence;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/**
 * The command line's own commands: {@code json COMMAND…} and {@code lines [colour] [width=N] COMMAND…}. Each is
 * answered by one line of JSON, {@code {"ok":true,"result":…}} or {@code {"ok":false,"exit":1,"error":["…"]}}; with
 * {@code lines} the result is an array of lines.
 */
final class WeirCommands {
    private static final System.Logger LOG = System.getLogger("io.weir.socket");
    private static final int WIDEST = 500;

    private final Operations operations;
    private final Layer4Commands layer4;

    WeirCommands(Operations operations) {
        this.operations = operations;
        this.layer4 = new Layer4Commands(operations);
    }

    String answer(List<String> words) {
        try {
            return ok(words) + "\n";
        } catch (Refusal refusal) {
            return error(refusal.exitStatus(), refusal.lines()) + "\n";
        } catch (RuntimeException e) {
            LOG.log(ERROR, "admin socket: the command \"" + String.join(" ", words) + "\" failed", e);
            return error(1, List.of("internal error, see the daemon's log: " + e)) + "\n";
        }
    }

    private String ok(List<String> words) throws Refusal {
        boolean lines = words.getFirst().equals("lines");
        int at = 1;
        boolean colour = false;
        int width = Style.PLAIN.width();
        while (lines && at < words.size()) {
            String word = words.get(at);
            if (word.equals("colour")) {
                colour = true;
            } else if (word.matches("width=[0-9]{1,4}")) {
                width = Math.clamp(Integer.parseInt(word.substring(6)), Style.PLAIN.width(), WIDEST);
            } else {
                break;
            }
            at++;
        }
        Answer answer = run(words.subList(at, words.size()));
        Style style = new Style(colour, width);
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeBooleanProperty("ok", true);
            if (answer.exitStatus() != 0) {
                json.writeNumberProperty("exit", answer.exitStatus());
            }
            json.writeName("result");
            if (lines) {
                JsonText.array(json, answer.lines(style));
            } else {
                answer.json(json);
            }
            json.writeEndObject();
        });
    }

    private static String error(int exitStatus, List<String> lines) {
        return JsonText.write(json -> {
            json.writeStartObject();
            json.writeBooleanProperty("ok", false);
            json.writeNumberProperty("exit", exitStatus);
            json.writeName("error");
            JsonText.array(json, lines);
            json.writeEndObject();
        });
    }

    private Answer run(List<String> words) throws Refusal {
        String command = words.isEmpty() ? "" : words.getFirst();
        List<String> arguments = words.isEmpty() ? words : words.subList(1, words.size());
        return switch (command) {
            case "status" -> status(count("status [SERVICE]", arguments, 0, 1));
            case "drain" -> admin(count("drain SERVICE[/SERVER]", arguments, 1, 1), AdminState.DRAINING);
            case "halt" -> admin(count("halt SERVICE[/SERVER]", arguments, 1, 1), AdminState.HALTED);
            case "online" -> admin(count("online SERVICE[/SERVER]", arguments, 1, 1), AdminState.ONLINE);
            case "weight" -> weight(count("weight SERVICE/SERVER N", arguments, 2, 2));
            case "reload" -> {
                count("reload", arguments, 0, 0);
                yield Answer.text(operations.reload());
            }
            case "sessions" -> sessions(count("sessions SERVICE", arguments, 1, 1));
            case "clear-sessions" -> clear(count("clear-sessions SERVICE [KEY]", arguments, 1, 2));
            case "checks" ->
                ChecksAnswer.of(
                        operations,
                        count("checks SERVICE[/SERVER]", arguments, 1, 1).getFirst());
            case "flows" -> layer4.flows(count(Layer4Commands.FLOWS, arguments, 0, 3));
            case "explain" -> layer4.explain(count(Layer4Commands.EXPLAIN, arguments, 3, 3));
            case "capture" -> layer4.capture(count(Layer4Commands.CAPTURE, arguments, 0, 7));
            case "arp-check" -> arpCheck(count("arp-check [SERVICE]", arguments, 0, 1));
            default ->
                throw Refusal.wrong("unknown command \"" + command
                        + "\"; known are status, drain, halt, online, weight, reload, sessions, clear-sessions, checks,"
                        + " flows, explain, capture, arp-check");
        };
    }

    private static List<String> count(String usage, List<String> arguments, int least, int most) throws Refusal {
        if (arguments.size() < least || arguments.size() > most) {
            throw Refusal.wrong("usage: " + usage);
        }
        return arguments;
    }

    private Answer status(List<String> arguments) throws Refusal {
        NodeStatus all = NodeStatus.of(operations.current(), operations.daemon(), operations.now(), operations.live());
        NodeStatus status = arguments.isEmpty()
                ? all
                : all.only(operations.service(arguments.getFirst()).name());
        return new Answer() {
            @Override
            public List<String> lines(Style style) {
                return StatusTable.render(status, style);
            }

            @Override
            public void json(JsonGenerator generator) {
                StatusJson.write(status, generator);
            }
        };
    }

    private Answer arpCheck(List<String> arguments) throws Refusal {
        String service = arguments.isEmpty()
                ? null
                : operations.service(arguments.getFirst()).name();
        CheckReport report = operations.checkArp();
        return new ArpCheckAnswer(service == null ? report : report.only(service));
    }

    private Answer admin(List<String> arguments, AdminState state) throws Refusal {
        String target = arguments.getFirst();
        List<String> changes = operations.setAdminState(target, state);
        return changes(changes, target + " is " + state.key() + " already");
    }

    private Answer weight(List<String> arguments) throws Refusal {
        ServerKey key = ServerKey.parse(arguments.get(0))
                .orElseThrow(() -> Refusal.wrong("\"" + arguments.get(0) + "\" names no server; write SERVICE/SERVER"));
        int weight = WeightText.parse(arguments.get(1));
        if (weight < 0) {
            throw Refusal.wrong("weight \"" + arguments.get(1) + "\" is not a number in 0..65535");
        }
        return changes(operations.setWeight(key, weight), key + " has weight " + weight + " already");
    }

    private static Answer changes(List<String> changes, String none) {
        return Answer.text(changes.isEmpty() ? List.of(none) : changes);
    }

    private Answer sessions(List<String> arguments) throws Refusal {
        return new SessionsAnswer(persistent(arguments.getFirst()));
    }

    private Answer clear(List<String> arguments) throws Refusal {
        ServiceSnapshot service = persistent(arguments.getFirst());
        String key = arguments.size() == 1 ? null : arguments.get(1);
        if (key != null && service.persistence() instanceof AddressTable) {
            checkClient(key);
        }
        int cleared = operations.clearSessions(arguments.getFirst(), key);
        if (key != null && cleared == 0) {
            throw Refusal.failed("no entry for " + key + "; see weir sessions " + arguments.getFirst());
        }
        return Answer.text(List.of(cleared + (cleared == 1 ? " entry" : " entries") + " cleared"));
    }

    private static void checkClient(String key) throws Refusal {
        if (Cidr.parse(key).isEmpty()) {
            throw Refusal.wrong(
                    "\"" + key + "\" is no client; write its address or its network as weir sessions lists it");
        }
    }

    private ServiceSnapshot persistent(String name) throws Refusal {
        ServiceSnapshot service = operations.service(name);
        if (service.persistence() == null) {
            String type = service.definition().persistence().type().key();
            throw Refusal.failed("service " + name + " keeps no sessions: its persistence type is " + type
                    + (service.definition().persistence().type() == Persistence.Type.COOKIE
                            ? ", so each client carries its own in its cookie"
                            : ""));
        }
        return service;
    }
}
