package io.weir.kernel.io;

import io.weir.kernel.bpf.HostStack;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.bpf.filter.FilterMaps;
import io.weir.kernel.bpf.filter.XdpFilter;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter as the program in front of AF_XDP sockets: what is ours by the rules goes to the engines, all else to the
 * host. The rules are those of the maps, and change with them. It goes with this process.
 */
public final class FilterRedirect implements XdpRedirect, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.weir.l4");
    private static final int QUEUES = 1024;

    private final List<PacketLink> links;
    private final long mark = new SecureRandom().nextLong();
    private final List<XdpFilter> filters = new ArrayList<>();

    /**
     * For these links, numbered as on the packet path.
     *
     * @param maps what is ours; they remain the caller's
     */
    public FilterRedirect(List<PacketLink> links, FilterMaps maps) throws ErrnoException {
        this.links = List.copyOf(links);
        try {
            for (int i = 0; i < links.size(); i++) {
                filters.add(XdpFilter.open(maps, QUEUES, mark));
            }
        } catch (ErrnoException e) {
            close();
            throw e;
        }
    }

    @Override
    public void register(int link, int queue, Fd socket) throws ErrnoException {
        filters.get(link).register(queue, socket);
    }

    @Override
    public void attach(int link, XdpMode mode) throws ErrnoException {
        try {
            filters.get(link).attach(links.get(link).interfaceIndex(), mode);
        } catch (ErrnoException e) {
            throw e;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void detach(int link) {
        try {
            filters.get(link).detach();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "the XDP program of " + links.get(link).name() + " stays: " + e.getMessage());
        }
    }

    @Override
    public HostDelivery hostDelivery() throws ErrnoException {
        return new HostStackDelivery(links, HostStack.open(mark));
    }

    /** Detaches every program. */
    @Override
    public void close() {
        for (int link = 0; link < filters.size(); link++) {
            try {
                filters.get(link).close();
            } catch (IOException e) {
                LOG.log(Level.WARNING, "the XDP program of " + links.get(link).name() + " stays: " + e.getMessage());
            }
        }
        filters.clear();
    }
}
