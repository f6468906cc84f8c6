package io.weir.appliance.socket;

import io.weir.appliance.status.DaemonFacts;
import io.weir.appliance.status.Live;
import io.weir.arp.check.CheckReport;
import io.weir.core.control.ServerKey;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.service.AdminState;
import io.weir.l4.observe.CaptureRequest;
import io.weir.l4.observe.CaptureState;
import io.weir.l4.observe.Explanation;
import io.weir.l4.observe.FlowList;
import io.weir.l4.observe.PacketQuestion;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an operator can ask of a running daemon. All methods may be called from any thread. */
public interface Operations {
    /** What does not change while it runs. */
    DaemonFacts daemon();

    /** Now, by the daemon's clock. */
    Instant now();

    /** What is in force. */
    Snapshot current();

    /** What is no part of a snapshot, now. */
    Live live();

    /** Layer 4 flows of a service, or of all when it is null; at most {@code limit}. */
    FlowList flows(@Nullable String service, int limit);

    /** What a packet would get; nothing is sent or counted. */
    Explanation explain(PacketQuestion question) throws Refusal;

    /** Begins to record frames. */
    CaptureState startCapture(CaptureRequest request) throws Refusal;

    /** Ends the capture; empty when none is running. */
    Optional<CaptureState> stopCapture();

    /** The running capture, else the last one. */
    Optional<CaptureState> capture();

    /** Asks the wire who answers for each VIP, and servers of direct return whether they are ready; about 2 s. */
    CheckReport checkArp() throws Refusal;

    /** The service of this name, or a refusal that lists those that exist. */
    ServiceSnapshot service(String name) throws Refusal;

    /** Connections the proxy carries now, at most {@code limit} of them, one line each. */
    List<String> connections(int limit);

    /**
     * Changes the admin state of {@code SERVICE/SERVER}, or of every server of {@code SERVICE}; kept over a restart.
     *
     * @return what changed, one sentence each; empty when nothing did
     */
    List<String> setAdminState(String target, AdminState state) throws Refusal;

    /**
     * Changes the weight until the file changes it or the daemon restarts.
     *
     * @param weight 0..65535
     * @return what changed, one sentence each; empty when nothing did
     */
    List<String> setWeight(ServerKey server, int weight) throws Refusal;

    /**
     * Forgets persistence entries.
     *
     * @param key whose, as listed; null for all
     * @return how many there were
     */
    int clearSessions(String service, @Nullable String key) throws Refusal;

    /** Validates the file and applies it; returns what to tell the operator. */
    List<String> reload() throws Refusal;
}
