package io.weir.appliance.main;

import io.weir.appliance.alert.Alerter;
import io.weir.appliance.socket.Operations;
import io.weir.appliance.socket.Refusal;
import io.weir.appliance.status.DaemonFacts;
import io.weir.appliance.status.Live;
import io.weir.appliance.status.RateMeter;
import io.weir.arp.check.CheckReport;
import io.weir.core.control.ControlPlane;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.control.Targets;
import io.weir.core.control.UnknownTargetException;
import io.weir.core.service.AdminState;
import io.weir.l4.observe.CaptureRequest;
import io.weir.l4.observe.CaptureState;
import io.weir.l4.observe.Explanation;
import io.weir.l4.observe.FlowList;
import io.weir.l4.observe.FlowRow;
import io.weir.l4.observe.Observer;
import io.weir.l4.observe.PacketQuestion;
import io.weir.l7.Proxy;
import io.weir.l7.frontend.ConnectionInfo;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What operators can ask, carried out by the control plane and the proxy. */
final class DaemonOperations implements Operations {
    private final DaemonFacts facts;
    private final InstantSource clock;
    private final ControlPlane control;
    private final Proxy proxy;
    private final Observer layer4;
    private final RateMeter rates;
    private final Reloads reloads;
    private final Alerter alerter;
    private final ArpChecks arp;

    DaemonOperations(
            DaemonFacts facts,
            InstantSource clock,
            ControlPlane control,
            Proxy proxy,
            Observer layer4,
            RateMeter rates,
            Reloads reloads,
            Alerter alerter,
            ArpChecks arp) {
        this.facts = facts;
        this.clock = clock;
        this.control = control;
        this.proxy = proxy;
        this.layer4 = layer4;
        this.rates = rates;
        this.reloads = reloads;
        this.alerter = alerter;
        this.arp = arp;
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
        for (FlowRow flow :
                layer4.flows(null, Math.max(1, limit - lines.size())).rows()) {
            if (lines.size() < limit) {
                lines.add("0x" + Integer.toHexString(lines.size() + 1) + ": proto=" + flow.protocol() + " src="
                        + flow.client().withPort(flow.clientPort()) + " fe=" + flow.service() + " be="
                        + flow.service() + " srv=" + flow.server() + " state=" + flow.state() + " packets="
                        + flow.packets() + " idle=" + flow.idle().toSeconds() + "s");
            }
        }
        return lines;
    }

    @Override
    public Live live() {
        return new Live(
                arp.problems(control.problems()),
                this::unserved,
                service -> rates.of(service.load()),
                control::check,
                control::agent,
                layer4.figures().orElse(null),
                proxy.refusals(),
                control.current().configuration().alerts() == null ? null : alerter.figures());
    }

    /** Whether it is a service of layer 4 whose VIP another station has. */
    private boolean unserved(ServiceSnapshot service) {
        return service.definition().enabled()
                && !service.definition().mode().isLayer7()
                && !layer4.serves(service.definition().address());
    }

    @Override
    public FlowList flows(@Nullable String service, int limit) {
        return layer4.flows(service, limit);
    }

    @Override
    public Explanation explain(PacketQuestion question) throws Refusal {
        try {
            return layer4.explain(control.current(), question);
        } catch (IOException e) {
            throw Refusal.failed("there is no memory to explain it with: " + e.getMessage());
        }
    }

    @Override
    public CaptureState startCapture(CaptureRequest request) throws Refusal {
        try {
            return layer4.captures().start(request);
        } catch (IOException e) {
            throw Refusal.failed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Optional<CaptureState> stopCapture() {
        return layer4.captures().stop();
    }

    @Override
    public Optional<CaptureState> capture() {
        return layer4.captures().state();
    }

    @Override
    public CheckReport checkArp() throws Refusal {
        try {
            return arp.check();
        } catch (IOException e) {
            throw Refusal.failed("the wire cannot be asked: " + e.getMessage());
        }
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
    public int clearSessions(String service, @Nullable String key) throws Refusal {
        return Answers.await(control.clearSessions(service, key));
    }

    @Override
    public List<String> reload() throws Refusal {
        return reloads.reload();
    }
}
