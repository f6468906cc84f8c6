package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import io.weir.kernel.nftables.FilterRules;
import io.weir.kernel.nftables.IngressFilter;
import io.weir.kernel.nftables.TransportProtocol;
import io.weir.kernel.sys.PortRange;
import io.weir.kernel.sys.PortsInUse;
import io.weir.kernel.sys.ReservedPorts;
import io.weir.l4.view.ViewLink;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The guard by nf_tables, and by the list of reserved ports that the kernel never picks for programs. */
final class LinuxGuard implements Guard {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    private static final String STATE_FILE = "reserved-ports";

    /** Above what most services listen on, below net.ipv4.ip_local_port_range (32768 to 60999 as shipped). */
    private static final io.weir.kernel.sys.PortSet CANDIDATES = io.weir.kernel.sys.PortSet.of(10_240, 32_767);

    private final Path stateDirectory;
    private @Nullable IngressFilter filter;
    private @Nullable ReservedPorts reserved;
    private PortSet sourcePorts = Sources.ALL_PORTS;

    LinuxGuard(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    @Override
    public void open(List<ViewLink> links) throws IOException {
        if (filter == null) {
            filter = IngressFilter.open();
        }
        for (ViewLink link : links) {
            if (!filter.links().contains(link.name())) {
                filter.addLink(link.name());
            }
        }
    }

    @Override
    public void hide(Hidden hidden) throws IOException {
        if (filter == null) {
            throw new IOException("the filter of the host's ingress is not open");
        }
        Set<FilterRules.Replies> replies = new HashSet<>();
        for (Reply reply : hidden.replies()) {
            InetAddress server = reply.server().toInetAddress();
            for (TransportProtocol protocol : protocols(reply.protocol())) {
                replies.add(new FilterRules.Replies(server, protocol, kernelSet(reply.ports())));
            }
        }
        io.weir.kernel.sys.PortSet ports = kernelSet(hidden.sourcePorts());
        filter.replace(new FilterRules(
                addresses(hidden.addresses()),
                replies,
                addresses(hidden.local()),
                hidden.sources().stream()
                        .map(address -> new FilterRules.Translated(address.toInetAddress(), ports))
                        .collect(Collectors.toSet())));
    }

    private static List<TransportProtocol> protocols(Protocol protocol) {
        return switch (protocol) {
            case TCP -> List.of(TransportProtocol.TCP);
            case UDP -> List.of(TransportProtocol.UDP);
            case TCP_UDP -> List.of(TransportProtocol.TCP, TransportProtocol.UDP);
        };
    }

    private static Set<InetAddress> addresses(Collection<IpAddress> all) {
        return all.stream().map(IpAddress::toInetAddress).collect(Collectors.toSet());
    }

    private static io.weir.kernel.sys.PortSet kernelSet(PortSet ports) {
        return new io.weir.kernel.sys.PortSet(ports.ranges().stream()
                .map(range -> new PortRange(range.first(), range.last()))
                .toList());
    }

    @Override
    public void reserve() throws IOException {
        if (reserved != null) {
            return;
        }
        try {
            Files.createDirectories(stateDirectory);
            boolean left = Files.exists(stateDirectory.resolve(STATE_FILE));
            ReservedPorts opened = ReservedPorts.open(stateDirectory.resolve(STATE_FILE));
            io.weir.kernel.sys.PortSet free = CANDIDATES.minus(PortsInUse.read().all());
            opened.reserve(free);
            reserved = opened;
            if (left) {
                LOG.log(Level.INFO, "the source ports that the run before had reserved are given back");
            }
            sourcePorts = new PortSet(free.ranges().stream()
                    .map(range -> new PortSet.Range(range.first(), range.last()))
                    .toList());
        } catch (IOException e) {
            throw new IOException(
                    "no ports can be reserved for mode l4-snat on this host's own addresses; let Weir write"
                            + " /proc/sys/net/ipv4/ip_local_reserved_ports and " + stateDirectory + ": "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public PortSet sourcePorts() {
        return sourcePorts;
    }

    @Override
    public void close() {
        try {
            if (filter != null) {
                filter.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the filter of the host's ingress stays: " + e.getMessage());
        }
        try {
            if (reserved != null) {
                reserved.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "reserved ports were not given back: " + e.getMessage());
        }
    }
}
