package io.weir.l4.plane;

import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Protocol;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells the operator what is wrong with the host and the servers while layer 4 works; once, not at every look. */
final class Complaints {
    private static final Logger LOG = System.getLogger("io.weir.l4");

    private final Set<String> told = new LinkedHashSet<>();

    /**
     * Why the configuration in force would be refused on the host as it is now, or what keeps a change of the host from
     * being followed; nothing when all is well.
     */
    void about(List<String> problems) {
        told.retainAll(problems);
        problems.stream().filter(told::add).forEach(problem -> LOG.log(Level.WARNING, problem));
    }

    /** What has changed on the host so that this service would be refused now; null if nothing has. */
    @Nullable String problem(String service) {
        String who = "service \"" + service + "\"";
        return told.stream()
                .filter(problem -> problem.startsWith(who))
                .map(problem -> problem.substring(who.length()).replaceFirst("^[:,] ", ""))
                .findFirst()
                .orElse(null);
    }

    /** A server whose replies do not come by. */
    void silent(ServiceSnapshot service, ServerSnapshot server, Plan plan) {
        Plan.Way way = plan.servers().get(server.definition().address());
        IpAddress ours = way == null ? null : way.source();
        LOG.log(
                Level.WARNING,
                "service \"" + service.name() + "\": no reply of server \"" + server.name() + "\" ("
                        + server.definition().address() + ") has come by, though it answers its checks; mode l4-nat"
                        + " needs this host as its default gateway"
                        + (ours == null ? "" : ": ip route replace default via " + ours)
                        + ". Clients in the server's own subnet need mode l4-snat, or a route back through this host"
                        + (service.definition().protocol() == Protocol.UDP
                                ? ". Where the protocol has no replies (syslog), all is well"
                                : ""));
    }
}
