package io.weir.kernel.bpf.filter;

import io.weir.kernel.bpf.Attachment;
import io.weir.kernel.bpf.BpfLink;
import io.weir.kernel.bpf.ClsactFilter;
import io.weir.kernel.bpf.LoadedProgram;
import io.weir.kernel.filter.FilterRules;
import io.weir.kernel.filter.IngressFilter;
import io.weir.kernel.netlink.Link;
import io.weir.kernel.netlink.RouteNetlink;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The filter by a program of our own at tc, the same for all links: by TCX where the kernel has it (Linux 6.6), which
 * removes it when the process ends in any way, else among the filters of clsact, where what a killed process left is
 * replaced at the next start. Programs of others that are there run first.
 */
public final class TcIngressFilter implements IngressFilter {
    /** No interface has this index. */
    private static final int NO_INTERFACE = Integer.MAX_VALUE;

    private final FilterMaps maps;
    private final LoadedProgram program;
    private final boolean tcx;
    private final Map<String, Place> places = new LinkedHashMap<>();

    /** Where the program is attached. */
    private record Place(int interfaceIndex, Attachment attachment) {}

    private TcIngressFilter(FilterMaps maps, LoadedProgram program, boolean tcx) {
        this.maps = maps;
        this.program = program;
        this.tcx = tcx;
    }

    /** Loads the program, without links and rules. Needs CAP_BPF and CAP_NET_ADMIN. A refusal says what is missing. */
    public static TcIngressFilter open() throws IOException {
        return open(true);
    }

    /** By TCX only if it is wanted. */
    static TcIngressFilter open(boolean wantTcx) throws IOException {
        FilterMaps maps = FilterMaps.open();
        LoadedProgram program;
        try {
            program = LoadedProgram.load(FilterProgram.tc(), maps.all());
        } catch (ErrnoException e) {
            maps.close();
            throw e;
        }
        return new TcIngressFilter(maps, program, wantTcx && hasTcx(program));
    }

    /** A kernel with TCX finds out that there is no such interface, one without it does not get so far. */
    private static boolean hasTcx(LoadedProgram program) {
        try {
            BpfLink.tcxIngress(NO_INTERFACE, program).close();
            return true;
        } catch (ErrnoException e) {
            return e.errno() == Errno.ENODEV;
        }
    }

    /** What its rules are kept in; for programs elsewhere that go by the same rules. */
    public FilterMaps maps() {
        return maps;
    }

    @Override
    public boolean removedByKernel() {
        return tcx;
    }

    @Override
    public Set<String> links() {
        return Set.copyOf(places.keySet());
    }

    @Override
    public void addLink(String link) throws IOException {
        int index = index(link);
        Place known = places.get(link);
        if (known == null) {
            places.put(link, new Place(index, attach(index)));
        } else if (known.interfaceIndex() != index) {
            places.put(link, new Place(index, attach(index)));
            // Of an interface that is gone, or has another name now.
            known.attachment().close();
        } else if (!tcx) {
            known.attachment().update(program);
        }
    }

    private Attachment attach(int index) throws IOException {
        return tcx ? BpfLink.tcxIngress(index, program) : ClsactFilter.attach(index, program);
    }

    private static int index(String name) throws IOException {
        try (RouteNetlink netlink = RouteNetlink.open()) {
            for (Link link : netlink.links()) {
                if (link.name().equals(name)) {
                    return link.index();
                }
            }
        }
        throw new ErrnoException("filter the ingress of " + name, Errno.ENODEV, "there is no such interface");
    }

    @Override
    public void removeLink(String link) throws IOException {
        Place place = places.remove(link);
        if (place != null) {
            place.attachment().close();
        }
    }

    @Override
    public FilterRules rules() {
        return maps.rules();
    }

    @Override
    public void replace(FilterRules next) throws IOException {
        maps.replace(next);
    }

    /** What the program found frames to be, and how many. */
    public Map<Outcome, Long> counters() throws IOException {
        return maps.counters();
    }

    @Override
    public void close() throws IOException {
        IOException failure = null;
        for (Place place : places.values()) {
            failure = close(place, failure);
        }
        places.clear();
        program.close();
        maps.close();
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException close(Place place, @Nullable IOException before) {
        try {
            place.attachment().close();
            return before;
        } catch (IOException e) {
            if (before == null) {
                return e;
            }
            before.addSuppressed(e);
            return before;
        }
    }
}
