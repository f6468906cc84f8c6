package io.weir.l4.plane;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import io.weir.kernel.bpf.filter.FilterMaps;
import io.weir.kernel.bpf.filter.TcIngressFilter;
import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.filter.TransportProtocol;
import io.weir.kernel.nftables.NftIngressFilter;
import io.weir.kernel.nftables.TableOwnedException;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.NamespaceName;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The guard by a filter at the ingress, and by the list of reserved ports that the kernel never picks for programs. */
final class LinuxGuard implements Guard {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    private static final String STATE_FILE = "reserved-ports";

    /** Above what most services listen on, below net.ipv4.ip_local_port_range (32768 to 60999 as shipped). */
    private static final io.weir.kernel.sys.PortSet CANDIDATES = io.weir.kernel.sys.PortSet.of(10_240, 32_767);

    /** Two would hide the same from the host, and share its ports; not every filter is refused to a second. */
    private static final String NAME = "weir-layer-4";

    private final Path stateDirectory;
    private @Nullable NamespaceName name;
    private final Map<String, Integer> hooked = new HashMap<>();
    private @Nullable IngressFilter filter;
    /** The rules once more, for programs at XDP, where the filter has them elsewhere. */
    private @Nullable FilterMaps otherMaps;

    private @Nullable ReservedPorts reserved;
    private PortSet sourcePorts = Sources.ALL_PORTS;

    LinuxGuard(Path stateDirectory) {
        this.stateDirectory = stateDirectory;
    }

    @Override
    public void open(List<ViewLink> links) throws IOException {
        if (name == null) {
            name = takeName();
        }
        if (filter == null) {
            filter = openFilter();
        }
        for (ViewLink link : links) {
            // An interface that is back under its name has another index, and the chain went with the one before.
            if (!Objects.equals(hooked.get(link.name()), link.interfaceIndex())) {
                filter.addLink(link.name());
                hooked.put(link.name(), link.interfaceIndex());
            }
        }
    }

    private static NamespaceName takeName() throws IOException {
        try {
            return NamespaceName.take(NAME);
        } catch (ErrnoException e) {
            if (e.errno() == Errno.EADDRINUSE) {
                throw new IOException(
                        "another process owns the socket @" + NAME
                                + ": is a second weir running in this network namespace?",
                        e);
            }
            throw e;
        }
    }

    /** The rules as programs at XDP read them; they follow {@link #hide} from now on. */
    FilterMaps maps() throws IOException {
        if (filter == null) {
            throw new IOException("the filter of the host's ingress is not open");
        }
        if (filter instanceof TcIngressFilter program) {
            return program.maps();
        }
        if (otherMaps == null) {
            FilterMaps opened = FilterMaps.open();
            try {
                opened.replace(filter.rules());
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
            otherMaps = opened;
        }
        return otherMaps;
    }

    /** By a program of our own that goes with the process, else by nf_tables; says why. */
    private static IngressFilter openFilter() throws IOException {
        TcIngressFilter program;
        try {
            program = TcIngressFilter.open();
        } catch (IOException e) {
            LOG.log(
                    Level.INFO,
                    "the host's ingress is filtered by nf_tables, because BPF is refused: " + e.getMessage());
            return NftIngressFilter.open();
        }
        if (program.removedByKernel()) {
            return program;
        }
        try {
            NftIngressFilter table = NftIngressFilter.open();
            program.close();
            LOG.log(
                    Level.INFO,
                    "the host's ingress is filtered by nf_tables, because this kernel has no TCX (Linux 6.6), by which"
                            + " a BPF program goes when Weir is killed");
            return table;
        } catch (TableOwnedException e) {
            program.close();
            throw e;
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "the host's ingress is filtered by a BPF program that stays until the next start when Weir is"
                            + " killed, because there is no TCX (Linux 6.6), and nf_tables is refused: "
                            + e.getMessage());
            return program;
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
        FilterRules rules = new FilterRules(
                addresses(hidden.addresses()),
                replies,
                addresses(hidden.local()),
                hidden.sources().stream()
                        .map(address -> new FilterRules.Translated(address.toInetAddress(), ports))
                        .collect(Collectors.toSet()));
        filter.replace(rules);
        if (otherMaps != null) {
            otherMaps.replace(rules);
        }
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
        if (otherMaps != null) {
            otherMaps.close();
        }
        unreserve();
        if (name != null) {
            name.close();
        }
    }

    @Override
    public boolean hasReserved() {
        return reserved != null;
    }

    @Override
    public void unreserve() {
        try {
            if (reserved != null) {
                reserved.close();
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "reserved ports were not given back: " + e.getMessage());
        }
        reserved = null;
        sourcePorts = Sources.ALL_PORTS;
    }
}
