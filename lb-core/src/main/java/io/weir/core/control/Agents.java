package io.weir.core.control;

import io.weir.core.feedback.AgentListener;
import io.weir.core.feedback.AskedAgent;
import io.weir.core.feedback.FeedbackTarget;
import io.weir.core.service.AdminState;
import io.weir.core.service.Feedback;
import io.weir.core.service.VirtualService;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Keeps the agents that are asked in step with the snapshot. */
final class Agents {
    private final AgentListener listener;
    // Written on the control thread only; read by whoever asks how it stands.
    private final Map<ServerKey, Entry> byServer = new ConcurrentHashMap<>();
    private final Map<AskedAgent, ServerKey> byAgent = new ConcurrentHashMap<>();

    private record Entry(int serverId, AskedAgent agent) {}

    Agents(AgentListener listener) {
        this.listener = listener;
    }

    void follow(ServiceChange change) {
        ServiceSnapshot service = change.after();
        for (ServiceChange.ServerChange server : change.servers()) {
            if (server.after() == null
                    && (service == null || service.server(server.key().server()) == null)) {
                stop(server.key());
            }
        }
        if (service != null) {
            // Also servers that did not change themselves: whether they are asked is part of the service.
            service.servers().forEach(server -> follow(service, server));
        }
    }

    private void follow(ServiceSnapshot service, ServerSnapshot server) {
        ServerKey key = new ServerKey(service.name(), server.name());
        FeedbackTarget wanted = target(service.definition(), server);
        Entry entry = byServer.get(key);
        if (entry != null
                && entry.serverId() == server.id()
                && entry.agent().target().equals(wanted)) {
            return;
        }
        stop(key);
        if (wanted != null) {
            AskedAgent agent = AskedAgent.start(wanted, server.agent(), listener);
            byServer.put(key, new Entry(server.id(), agent));
            byAgent.put(agent, key);
        }
    }

    private static @Nullable FeedbackTarget target(VirtualService service, ServerSnapshot server) {
        boolean asked = service.enabled()
                && service.feedback().type() != Feedback.Type.NONE
                && server.adminState() != AdminState.HALTED;
        return asked
                ? new FeedbackTarget(server.definition().address(), service.sourceAddress(), service.feedback())
                : null;
    }

    private void stop(ServerKey key) {
        Entry entry = byServer.remove(key);
        if (entry != null) {
            byAgent.remove(entry.agent());
            entry.agent().stop();
        }
    }

    void stopAll() {
        byServer.keySet().forEach(this::stop);
    }

    /** The server of an agent; null for one that is asked no more and whose last words are void. */
    @Nullable ServerKey serverOf(AskedAgent agent) {
        return byAgent.get(agent);
    }

    /** The agent of a server; null while it is not asked. From any thread. */
    @Nullable AskedAgent of(ServerKey key) {
        Entry entry = byServer.get(key);
        return entry == null ? null : entry.agent();
    }
}
