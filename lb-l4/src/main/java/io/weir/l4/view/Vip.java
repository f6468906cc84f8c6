package io.weir.l4.view;

import io.weir.core.net.IpAddress;
import io.weir.core.net.PortSet;
import io.weir.core.service.Protocol;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An address that we own, with the services on it. Also one whose last service is gone while its flows go on. */
public final class Vip {
    /** No link: the address is not ours yet, because another station has it. */
    public static final int NOWHERE = -1;

    private final IpAddress address;
    private final int link;
    private final Ports tcp;
    private final Ports udp;

    /**
     * Compiles the ports.
     *
     * @param link the number of the link on which we answer for it, or {@link #NOWHERE}
     * @param services every service on it
     */
    public Vip(IpAddress address, int link, List<ViewService> services) {
        this.address = address;
        this.link = link;
        this.tcp = Ports.of(services, Protocol.UDP);
        this.udp = Ports.of(services, Protocol.TCP);
    }

    /** The address. */
    public IpAddress address() {
        return address;
    }

    /** The number of the link on which we answer for it, or {@link #NOWHERE}. */
    public int link() {
        return link;
    }

    /** The service of a TCP port, or null. */
    public @Nullable ViewService tcp(int port) {
        return tcp.service(port);
    }

    /** The service of a UDP port, or null. */
    public @Nullable ViewService udp(int port) {
        return udp.service(port);
    }

    /** Port ranges that do not overlap, in order. */
    private record Ports(int[] first, int[] last, ViewService[] services) {
        private record Entry(PortSet.Range range, ViewService service) {}

        static Ports of(List<ViewService> all, Protocol without) {
            List<Entry> entries = new ArrayList<>();
            for (ViewService service : all) {
                if (service.snapshot().definition().protocol() != without) {
                    for (PortSet.Range range : service.snapshot().definition().ports().ranges()) {
                        entries.add(new Entry(range, service));
                    }
                }
            }
            entries.sort(Comparator.comparingInt(entry -> entry.range().first()));
            return new Ports(
                    entries.stream().mapToInt(entry -> entry.range().first()).toArray(),
                    entries.stream().mapToInt(entry -> entry.range().last()).toArray(),
                    entries.stream().map(Entry::service).toArray(ViewService[]::new));
        }

        @Nullable ViewService service(int port) {
            int low = 0;
            int high = first.length - 1;
            while (low <= high) {
                int middle = (low + high) >>> 1;
                if (port < first[middle]) {
                    high = middle - 1;
                } else if (port > last[middle]) {
                    low = middle + 1;
                } else {
                    return services[middle];
                }
            }
            return null;
        }
    }
}
