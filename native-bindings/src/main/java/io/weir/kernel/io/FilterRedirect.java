package io.weir.kernel.io;

import io.weir.kernel.bpf.HostStack;
import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.bpf.filter.FilterMaps;
import io.weir.kernel.bpf.filter.XdpFilter;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** The filter on each link: what is ours, or may be, goes to the sockets. */
public final class FilterRedirect implements XdpRedirect, AutoCloseable {
    /** More queues than any interface has. */
    private static final int QUEUES = 1024;

    private final List<PacketLink> links;
    private final long mark = new SecureRandom().nextLong();
    private final List<XdpFilter> filters = new ArrayList<>();

    private FilterRedirect(List<PacketLink> links) {
        this.links = List.copyOf(links);
    }

    /**
     * For these links, numbered as on the packet path; attached to none. Needs CAP_BPF and CAP_NET_ADMIN.
     *
     * @param maps what is ours; stay the caller's
     */
    public static FilterRedirect open(List<PacketLink> links, FilterMaps maps) throws ErrnoException {
        FilterRedirect redirect = new FilterRedirect(links);
        try {
            for (int link = 0; link < links.size(); link++) {
                redirect.filters.add(XdpFilter.open(maps, QUEUES, redirect.mark));
            }
            return redirect;
        } catch (ErrnoException e) {
            redirect.close();
            throw e;
        }
    }

    @Override
    public void register(int link, int queue, Fd socket) throws ErrnoException {
        filters.get(link).register(queue, socket);
    }

    @Override
    public void attach(int link, XdpMode mode) throws IOException {
        filters.get(link).attach(links.get(link).interfaceIndex(), mode);
    }

    @Override
    public void detach(int link) {
        try {
            filters.get(link).detach();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public HostDelivery hostDelivery() throws ErrnoException {
        return new ToHost(links, HostStack.open(mark));
    }

    /** By test runs of a program; see {@link HostStack}. */
    static final class ToHost implements HostDelivery {
        private final int[] interfaces;
        private final HostStack stack;

        ToHost(List<PacketLink> links, HostStack stack) {
            this.interfaces =
                    links.stream().mapToInt(PacketLink::interfaceIndex).toArray();
            this.stack = stack;
        }

        @Override
        public boolean deliver(int link, MemorySegment segment, long base, int length) {
            return stack.put(segment, base, length, interfaces[link], 0) >= 0;
        }

        @Override
        public void close() {
            stack.close();
        }
    }

    /** Detaches every program and lets all of it go; a failure does not stop that. */
    @Override
    public void close() {
        IOException failure = null;
        for (XdpFilter filter : filters) {
            try {
                filter.close();
            } catch (IOException e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
    }
}
