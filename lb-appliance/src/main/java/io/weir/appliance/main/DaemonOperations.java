package io.weir.appliance.main;

import io.weir.appliance.socket.Operations;
import io.weir.appliance.socket.Refusal;
import io.weir.appliance.status.DaemonFacts;
import io.weir.core.control.ControlPlane;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.control.Targets;
import io.weir.core.control.UnknownTargetException;
import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.l7.tcp.ConnectionInfo;
import io.weir.l7.tcp.TcpProxy;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What operators can ask, carried out by the control plane and the proxy. */
final class DaemonOperations implements Operations {
    private final DaemonFacts facts;
    private final InstantSource clock;
    private final ControlPlane control;
    private final TcpProxy proxy;
    private final Reloads reloads;

    DaemonOperations(DaemonFacts facts, InstantSource clock, ControlPlane control, TcpProxy proxy, Reloads reloads) {
        this.facts = facts;
        this.clock = clock;
        this.control = control;
        this.proxy = proxy;
        this.reloads = reloads;
    }

    @Override
    public DaemonFacts daemon() {
        return facts;
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public Snapshot current() {
        return control.current();
    }

    @Override
    public ServiceSnapshot service(String name) throws Refusal {
        try {
            return Targets.service(control.current(), name);
        } catch (UnknownTargetException e) {
            throw Refusal.failed(String.valueOf(e.getMessage()));
        }
    }

    /** In the words of {@code show sess}, as far as they mean something here. */
    @Override
    public List<String> connections(int limit) {
        Instant now = now();
        List<String> lines = new ArrayList<>();
        for (ConnectionInfo connection : proxy.connections(limit)) {
            String server = connection.server() == null ? "<none>" : connection.server();
            lines.add("0x" + Integer.toHexString(lines.size() + 1) + ": proto=tcp src=" + connection.client() + " fe="
                    + connection.service() + " be=" + connection.service() + " srv=" + server + " age="
                    + Duration.between(connection.since(), now).toSeconds() + "s in=" + connection.bytesIn() + " out="
                    + connection.bytesOut());
        }
        return lines;
    }

    @Override
    public List<String> setAdminState(String target, AdminState state) throws Refusal {
        return Answers.await(control.setAdminState(target, state));
    }

    @Override
    public List<String> setWeight(ServerKey server, int weight) throws Refusal {
        return Answers.await(control.setWeight(server, weight));
    }

    @Override
    public int clearSessions(String service, @Nullable IpAddress client) throws Refusal {
        return Answers.await(control.clearSessions(service, client));
    }

    @Override
    public List<String> reload() throws Refusal {
        return reloads.reload();
    }
}
