package io.weir.core.control;

import io.weir.core.health.CheckTarget;
import io.weir.core.health.HealthTrack;
import io.weir.core.net.PortSet;
import io.weir.core.service.AdminState;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Mode;
import io.weir.core.service.RealServer;
import io.weir.core.service.VirtualService;
import org.jspecify.annotations.Nullable;

/** The rules of which servers are checked, and of what is believed of a server when its check changes. */
final class CheckPlan {
    private CheckPlan() {}

    /** What is checked; null when nothing is: by the check's type, while halted, while the service is disabled. */
    static @Nullable CheckTarget target(VirtualService service, RealServer server, AdminState adminState) {
        HealthCheck check = service.healthCheck();
        if (!check.probes() || !watched(service, adminState)) {
            return null;
        }
        return new CheckTarget(
                server.address(), port(service, server), service.sourceAddress(), check, frontend(service));
    }

    /** 0 for pings, and where a service carries all ports and nobody says which one to check. */
    private static int port(VirtualService service, RealServer server) {
        if (service.healthCheck().type() == HealthCheck.Type.PING) {
            return 0;
        }
        int asked = service.healthCheck().port() == 0
                ? server.port()
                : service.healthCheck().port();
        return asked == 0 ? firstPort(service) : asked;
    }

    private static int firstPort(VirtualService service) {
        return service.ports().equals(PortSet.ALL) ? 0 : service.ports().first();
    }

    private static CheckTarget.@Nullable Frontend frontend(VirtualService service) {
        boolean throughVip = service.healthCheck().throughVip() && service.mode() == Mode.L4_DR;
        return throughVip || service.healthCheck().method().needsFrontend()
                ? new CheckTarget.Frontend(service.name(), service.address(), firstPort(service))
                : null;
    }

    /** What is believed of a server that was not there before or returns from halted. */
    static HealthTrack fresh(VirtualService service, AdminState adminState) {
        return watched(service, adminState)
                ? HealthTrack.initial(service.healthCheck().type())
                : HealthTrack.unchecked();
    }

    /** What is believed of a server after its service's definition or its admin state changed. */
    static HealthTrack successor(
            VirtualService before, ServerSnapshot server, VirtualService after, AdminState adminState) {
        CheckTarget old = target(before, server.definition(), server.adminState());
        CheckTarget next = target(after, server.definition(), adminState);
        if (old == null || next == null) {
            return fresh(after, adminState);
        }
        return old.equals(next)
                ? new HealthTrack(server.health(), 0, server.reason())
                : HealthTrack.takenOver(server.health(), server.reason());
    }

    private static boolean watched(VirtualService service, AdminState adminState) {
        return service.enabled() && adminState != AdminState.HALTED;
    }
}
