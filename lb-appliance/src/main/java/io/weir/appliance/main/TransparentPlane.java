package io.weir.appliance.main;

import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.Snapshot;
import io.weir.core.service.Configuration;
import io.weir.core.service.VirtualService;
import io.weir.kernel.netlink.MarkedDelivery;
import io.weir.kernel.nftables.TableOwnedException;
import io.weir.kernel.nftables.TransparentMark;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Has the kernel deliver to this host what servers answer to clients' addresses, from the first transparent service on.
 * It stays until the daemon ends, since connections outlive the service they came by; without such a service it only
 * removes what a killed run left.
 */
final class TransparentPlane implements DataPlane, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.transparent");

    private final Configuration.Transport transport;
    private boolean cleaned;
    private @Nullable TransparentMark mark;
    private @Nullable MarkedDelivery delivery;
    private volatile Map<String, AnswersPath> paths = Map.of();

    /** @param transport the one in use */
    TransparentPlane(Configuration.Transport transport) {
        this.transport = transport;
    }

    @Override
    public Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        List<VirtualService> services = next.configuration().virtualServices().stream()
                .filter(service -> service.enabled() && service.layer7().transparent())
                .toList();
        boolean installs = !services.isEmpty() && mark == null;
        if (installs) {
            install(services);
        } else if (!cleaned) {
            removeLeftovers();
        }
        cleaned = true;
        Map<String, AnswersPath> nextPaths = new TreeMap<>();
        services.forEach(service -> nextPaths.put(service.name(), AnswersPath.of(service)));
        return new Staged() {
            @Override
            public void commit() {
                paths = nextPaths;
                problems()
                        .forEach((service, text) ->
                                LOG.log(System.Logger.Level.WARNING, "service " + service + ": " + text));
            }

            @Override
            public void rollback() {
                if (installs) {
                    close();
                }
            }
        };
    }

    private void install(List<VirtualService> services) throws ApplyException {
        if (transport == Configuration.Transport.NIO) {
            throw refused(
                    services,
                    "the transport in use is nio, which cannot use foreign addresses; write l7: { transport: auto } on a"
                            + " host that has epoll, or transparent: false");
        }
        try {
            // The table first: it refuses a second daemon, whose rules would be the same.
            mark = TransparentMark.install();
            delivery = MarkedDelivery.install();
        } catch (IOException e) {
            close();
            throw refused(services, e.getMessage() + "; or write transparent: false");
        }
    }

    private static ApplyException refused(List<VirtualService> services, String reason) {
        List<String> problems = new ArrayList<>();
        services.forEach(service -> problems.add("service " + service.name() + ": transparent mode: " + reason));
        return new ApplyException(problems);
    }

    /** The kernel keeps rules and routes of a daemon that was killed; its table it removes. */
    private static void removeLeftovers() {
        try {
            if (MarkedDelivery.present()) {
                TransparentMark alone = TransparentMark.install();
                try {
                    MarkedDelivery.removeLeftovers();
                } finally {
                    alone.close();
                }
            }
        } catch (TableOwnedException e) {
            LOG.log(System.Logger.Level.DEBUG, "the rules of transparent mode are another daemon's", e);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "rules of transparent mode that a killed run left stay", e);
        }
    }

    @Override
    public void adopt(Snapshot current, Snapshot next) {
        // Nothing depends on health or weight.
    }

    @Override
    public Map<String, String> problems() {
        Map<String, String> problems = new TreeMap<>();
        paths.forEach((service, path) -> {
            String problem = path.problem();
            if (problem != null) {
                problems.put(service, problem);
            }
        });
        return problems;
    }

    @Override
    public void close() {
        close(delivery);
        delivery = null;
        close(mark);
        mark = null;
    }

    private static void close(@Nullable AutoCloseable installed) {
        if (installed == null) {
            return;
        }
        try {
            installed.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "rules of transparent mode cannot be removed", e);
        }
    }
}
