package io.weir.arp.vip;

import io.weir.arp.announce.AddressAnnouncer;
import io.weir.core.control.ApplyException;
import io.weir.core.control.DataPlane;
import io.weir.core.control.Snapshot;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sees to it that the proxy can bind the addresses of its services, by these rules:
 *
 * <ul>
 *   <li>127.0.0.0/8 and ::1 need nothing;
 *   <li>an address that someone else has put on any interface is used where it is, and left there at the end;
 *   <li>any other goes on the interface the service names, or else on the one with the narrowest subnet that holds it,
 *       with all its bits as prefix and a mark that says it is Weir's;
 *   <li>one that carries the mark is Weir's, also when a killed process has left it behind: kept if needed, else
 *       removed with the first configuration that is committed.
 * </ul>
 *
 * New addresses are announced to the neighbours at commit. Everything of ours is removed at {@link #close}. Two daemons
 * in one network namespace would remove each other's addresses.
 *
 * <p>For the control thread only.
 */
public final class VipAddresses implements DataPlane, AutoCloseable {
    private static final Logger LOG = System.getLogger("io.weir.arp.vip");

    private final HostAddresses host;
    private final AddressAnnouncer announcer;
    private final Set<Place> held = new HashSet<>();

    /** Works on this host; closes the announcer at the end. */
    public VipAddresses(HostAddresses host, AddressAnnouncer announcer) {
        this.host = host;
        this.announcer = announcer;
    }

    /** Works on the network namespace of the thread that calls it. Needs no privilege until an address is missing. */
    public static VipAddresses ofThisHost() {
        return new VipAddresses(new NetlinkHostAddresses(), AddressAnnouncer.overPacketSockets());
    }

    @Override
    public Staged stage(Snapshot current, Snapshot next) throws ApplyException {
        List<String> problems = new ArrayList<>();
        List<WantedAddress> wanted = WantedAddress.of(next, problems);
        HostView view = view();
        Placement placement = new Placement(wanted, view);
        problems.addAll(placement.problems());
        if (!problems.isEmpty()) {
            throw new ApplyException(problems);
        }
        List<Place> added = add(placement.toAdd());
        return new StagedAddresses(view, placement.kept(), added);
    }

    /** Nothing: health and weight move no address. */
    @Override
    public void adopt(Snapshot current, Snapshot next) {}

    /** Removes every address of ours. Call it when nothing is bound to them any more. */
    @Override
    public void close() {
        announcer.close();
        for (Place place : List.copyOf(held)) {
            remove(place, new Cidr(place.address(), place.address().bits()));
        }
    }

    private HostView view() throws ApplyException {
        try {
            return new HostView(host.interfaces(), held);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static ApplyException unreadable(IOException cause) {
        ApplyException problem =
                new ApplyException(List.of("the addresses of this host cannot be read: " + cause.getMessage()));
        problem.initCause(cause);
        return problem;
    }

    /** Adds all or, having tried all so as to report all, none. */
    private List<Place> add(Map<WantedAddress, HostInterface> toAdd) throws ApplyException {
        List<Place> added = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        toAdd.forEach((wanted, target) -> {
            try {
                host.add(target.index(), wanted.address());
                added.add(new Place(wanted.address(), target.index()));
            } catch (IOException e) {
                // Someone else was quicker: then it is theirs, and as good for us.
                if (!failedWith(e, Errno.EEXIST)) {
                    problems.add(cannotAdd(wanted, target, e));
                }
            }
        });
        if (!problems.isEmpty()) {
            removeAll(added);
            throw new ApplyException(problems);
        }
        return added;
    }

    private static String cannotAdd(WantedAddress wanted, HostInterface target, IOException e) {
        IpAddress address = wanted.address();
        String what = wanted.who() + ": the address " + address + " cannot be put on " + target.name();
        if (!failedWith(e, Errno.EPERM)) {
            return what + ": " + e.getMessage();
        }
        return what + " without CAP_NET_ADMIN; run as root, grant the capability, or put the address there yourself:"
                + " ip addr add " + address + "/" + address.bits() + " dev " + target.name();
    }

    private void removeAll(List<Place> places) {
        for (Place place : places.reversed()) {
            remove(place, new Cidr(place.address(), place.address().bits()));
        }
    }

    private void remove(Place place, Cidr cidr) {
        announcer.withdraw(place.address(), place.interfaceIndex());
        try {
            host.remove(place.interfaceIndex(), cidr);
            held.remove(place);
        } catch (IOException e) {
            if (failedWith(e, Errno.EADDRNOTAVAIL) || failedWith(e, Errno.ENODEV)) {
                held.remove(place);
                return;
            }
            LOG.log(
                    Level.WARNING,
                    "the address {0} is no longer needed but stays on interface {1}: {2}",
                    cidr,
                    Integer.toString(place.interfaceIndex()),
                    e.getMessage());
        }
    }

    private static boolean failedWith(IOException e, int errno) {
        return e instanceof ErrnoException failure && failure.errno() == errno;
    }

    private final class StagedAddresses implements Staged {
        private final HostView view;
        private final Set<Place> kept;
        private final List<Place> added;

        StagedAddresses(HostView view, Set<Place> kept, List<Place> added) {
            this.view = view;
            this.kept = kept;
            this.added = added;
        }

        @Override
        public void commit() {
            Set<Place> taken = new HashSet<>(kept);
            taken.removeAll(held);
            taken.addAll(added);
            held.addAll(taken);
            view.ours().forEach((place, cidr) -> {
                if (!kept.contains(place)) {
                    held.add(place);
                    remove(place, cidr);
                }
            });
            taken.forEach(this::announce);
        }

        private void announce(Place place) {
            HostInterface on = view.interfaces().withIndex(place.interfaceIndex());
            if (on != null && on.mac() != null) {
                announcer.announce(place.address(), on.index(), on.name(), on.mac());
            }
        }

        @Override
        public void rollback() {
            removeAll(added);
        }
    }
}
