package io.weir.core.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.core.schedule.Scheduler;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** The control plane against a model that knows the rules in their plainest form. */
class AnySequenceOfCommandsTest {
    private static final List<String> SERVERS = List.of("a", "b", "c", "d");

    sealed interface Command {
        record Apply(boolean enabled, boolean failover, boolean fallback, boolean refused, List<FileServer> servers)
                implements Command {}

        record Say(String server, AdminState state) implements Command {}

        record Weigh(String server, int weight) implements Command {}

        record Conclude(String server, Health health) implements Command {}

        record Restart() implements Command {}
    }

    record FileServer(String name, int weight, boolean backup, AdminState adminState) {}

    /** What is known of one server. */
    private static final class Known {
        FileServer file;
        Health health = Health.UNCHECKED;
        AdminState admin;
        int weight;

        Known(FileServer file) {
            this.file = file;
            this.admin = file.adminState();
            this.weight = file.weight();
        }

        boolean serves() {
            return List.of(Health.UNCHECKED, Health.UP, Health.GOING_DOWN).contains(health);
        }

        boolean takes() {
            return serves() && admin == AdminState.ONLINE && weight > 0;
        }
    }

    private static final class Model {
        Command.Apply configuration = new Command.Apply(true, false, false, false, List.of());
        Map<String, Known> servers = new HashMap<>();

        void apply(Command.Apply next) {
            Map<String, Known> before = servers;
            boolean wasEnabled = configuration.enabled();
            servers = new HashMap<>();
            configuration = next;
            for (FileServer file : next.servers()) {
                Known known = new Known(file);
                Known old = before.get(file.name());
                if (old != null) {
                    known.admin = old.file.adminState() == file.adminState() ? old.admin : file.adminState();
                    known.weight = old.file.weight() == file.weight() ? old.weight : file.weight();
                    boolean checkGoesOn = wasEnabled
                            && next.enabled()
                            && old.admin != AdminState.HALTED
                            && known.admin != AdminState.HALTED;
                    known.health = checkGoesOn ? old.health : Health.UNCHECKED;
                }
                servers.put(file.name(), known);
            }
        }

        void say(Known known, AdminState state) {
            if (state == AdminState.HALTED || known.admin == AdminState.HALTED) {
                known.health = Health.UNCHECKED;
            }
            known.admin = state;
        }

        void restart() {
            for (Known known : servers.values()) {
                known.health = Health.UNCHECKED;
                known.weight = known.file.weight();
            }
        }

        List<String> candidates() {
            List<String> ordinary = taking(false);
            List<String> taking = ordinary.isEmpty() ? taking(true) : ordinary;
            return configuration.failover() && taking.size() > 1 ? taking.subList(0, 1) : taking;
        }

        private List<String> taking(boolean backup) {
            return configuration.servers().stream()
                    .filter(file ->
                            file.backup() == backup && known(file.name()).takes())
                    .map(FileServer::name)
                    .toList();
        }

        Known known(String name) {
            return Objects.requireNonNull(servers.get(name));
        }

        ServiceState state() {
            if (!configuration.enabled()) {
                return ServiceState.DISABLED;
            }
            if (candidates().isEmpty()) {
                return configuration.fallback() ? ServiceState.FALLBACK : ServiceState.DOWN;
            }
            return servers.values().stream().anyMatch(known -> known.admin == AdminState.ONLINE && !known.serves())
                    ? ServiceState.DEGRADED
                    : ServiceState.UP;
        }
    }

    @Property(tries = 100)
    void leavesExactlyTheCandidatesThatTheRulesSay(@ForAll("commands") @Size(max = 30) List<Command> commands)
            throws Exception {
        Path directory = Files.createTempDirectory("weir-control");
        Model model = new Model();
        Harness control = new Harness(directory);
        try {
            control.apply(sample(model.configuration));
            for (Command command : commands) {
                long generation = control.publisher.current().generation();
                if (command instanceof Command.Restart) {
                    control.close();
                    control = new Harness(directory);
                    control.apply(sample(model.configuration));
                    model.restart();
                } else {
                    carryOut(control, model, command);
                    assertThat(control.publisher.current().generation()).isBetween(generation, generation + 1);
                }
                check(control, model);
            }
        } finally {
            control.close();
            delete(directory);
        }
    }

    private static void carryOut(Harness control, Model model, Command command) throws Exception {
        switch (command) {
            case Command.Apply apply
            when apply.refused() -> {
                Snapshot before = control.publisher.current();
                control.proxy.refuse("refused");
                assertThatThrownBy(() -> control.apply(sample(apply))).isInstanceOf(ApplyException.class);
                control.proxy.refuse(null);
                assertThat(control.publisher.current()).isSameAs(before);
            }
            case Command.Apply apply -> {
                control.apply(sample(apply));
                model.apply(apply);
            }
            case Command.Say say -> {
                Known known = model.servers.get(say.server());
                if (known == null) {
                    assertThatThrownBy(() -> control.say("web/" + say.server(), say.state()))
                            .isInstanceOf(UnknownTargetException.class);
                } else {
                    control.say("web/" + say.server(), say.state());
                    model.say(known, say.state());
                }
            }
            case Command.Weigh weigh -> {
                Known known = model.servers.get(weigh.server());
                if (known != null) {
                    control.writer.setWeight(new ServerKey("web", weigh.server()), weigh.weight());
                    known.weight = weigh.weight();
                }
            }
            case Command.Conclude conclude -> {
                Known known = model.servers.get(conclude.server());
                if (known != null && known.admin != AdminState.HALTED && model.configuration.enabled()) {
                    control.conclude("web/" + conclude.server(), conclude.health());
                    known.health = conclude.health();
                }
            }
            case Command.Restart restart -> throw new AssertionError(restart);
        }
    }

    private static void check(Harness control, Model model) {
        ServiceSnapshot service = control.service("web");
        assertThat(control.candidates("web")).isEqualTo(model.candidates());
        assertThat(service.state()).isEqualTo(model.state());
        assertThat(service.hasCandidates()).isEqualTo(!model.candidates().isEmpty());
        checkScheduler(service);
        assertThat(service.servers()).doesNotHaveDuplicates().hasSize(model.servers.size());
        for (ServerSnapshot server : service.servers()) {
            Known known = model.known(server.name());
            assertThat(server.health()).isEqualTo(known.health);
            assertThat(server.adminState()).isEqualTo(known.admin);
            assertThat(server.weight()).isEqualTo(known.weight);
            boolean checked = control.checks.of(new ServerKey("web", server.name())) != null;
            assertThat(checked).isEqualTo(model.configuration.enabled() && known.admin != AdminState.HALTED);
        }
    }

    /** The scheduler was compiled for exactly these candidates, in this order. */
    private static void checkScheduler(ServiceSnapshot service) {
        List<ServerSnapshot> candidates = service.candidates();
        for (int i = 0; i < candidates.size(); i++) {
            int id = candidates.get(i).id();
            assertThat(service.scheduler().select(i, i, other -> other == id)).isEqualTo(i);
        }
        assertThat(service.scheduler().select(0, 0, id -> candidates.stream().noneMatch(c -> c.id() == id)))
                .isEqualTo(Scheduler.NONE);
    }

    private static ServiceSample sample(Command.Apply apply) {
        ServiceSample sample = ServiceSample.service("web").sticky();
        if (!apply.enabled()) {
            sample.disabled();
        }
        if (apply.failover()) {
            sample.failover();
        }
        if (apply.fallback()) {
            sample.fallback();
        }
        for (FileServer server : apply.servers()) {
            sample.server(server.name(), server.weight(), server.backup(), server.adminState());
        }
        return sample;
    }

    @Provide
    Arbitrary<List<Command>> commands() {
        Arbitrary<String> server = Arbitraries.of(SERVERS);
        Arbitrary<Integer> weight = Arbitraries.of(0, 1, 100);
        Arbitrary<AdminState> admin = Arbitraries.of(AdminState.class);
        Arbitrary<Boolean> seldom = Arbitraries.of(false, false, false, true);
        Arbitrary<FileServer> fileServer =
                Combinators.combine(server, weight, seldom, admin).as(FileServer::new);
        Arbitrary<List<FileServer>> servers =
                fileServer.list().ofMinSize(1).ofMaxSize(4).uniqueElements(FileServer::name);
        return Arbitraries.frequencyOf(
                        Tuple.of(
                                2,
                                Combinators.combine(
                                                seldom.map(disabled -> !disabled),
                                                Arbitraries.of(true, false),
                                                seldom,
                                                seldom,
                                                servers)
                                        .as(Command.Apply::new)),
                        Tuple.of(3, Combinators.combine(server, admin).as(Command.Say::new)),
                        Tuple.of(2, Combinators.combine(server, weight).as(Command.Weigh::new)),
                        Tuple.of(
                                4,
                                Combinators.combine(server, Arbitraries.of(Health.UP, Health.DOWN, Health.GOING_DOWN))
                                        .as(Command.Conclude::new)),
                        Tuple.of(1, Arbitraries.create(Command.Restart::new)))
                .map(command -> (Command) command)
                .list();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
