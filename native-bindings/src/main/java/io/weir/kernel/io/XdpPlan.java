package io.weir.kernel.io;

import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.io.XdpGroup.LinkState;
import io.weir.kernel.sys.Channels;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.xdp.XdpSocket.Copying;
import java.util.ArrayList;
import java.util.List;

/** What is tried: the best first, and something less when the kernel or a driver refuses. */
final class XdpPlan {
    private static final int NOT_ATTACHING = -1;

    private final List<PacketLink> links;
    private final List<Channels> channels = new ArrayList<>();
    private final List<XdpMode> modes = new ArrayList<>();
    private final List<String> reasons = new ArrayList<>();
    private final int workers;
    private final boolean modeFixed;
    private Copying copying;
    private boolean severalChunks = true;
    private String copyReason = "";
    private int attaching = NOT_ATTACHING;

    XdpPlan(List<PacketLink> links, int wanted, XdpOptions options) throws ErrnoException {
        if (links.isEmpty() || wanted < 1) {
            throw new IllegalArgumentException("links " + links + ", workers " + wanted);
        }
        this.links = List.copyOf(links);
        this.modeFixed = options.mode().isPresent();
        int queues = wanted;
        for (PacketLink link : links) {
            Channels own = Channels.of(link.name());
            channels.add(own);
            queues = Math.min(queues, Math.min(own.receive(), own.transmit()));
            modes.add(options.mode().orElse(XdpMode.NATIVE));
            reasons.add("");
        }
        this.workers = queues;
        boolean generic = modes.contains(XdpMode.GENERIC);
        this.copying = options.zeroCopy() && !generic ? Copying.ZERO_COPY : Copying.COPY;
        if (copying == Copying.COPY) {
            copyReason = generic ? "generic mode copies" : "asked to copy";
        }
    }

    List<PacketLink> links() {
        return links;
    }

    int workers() {
        return workers;
    }

    /** Receive queues of a link. */
    int queues(int link) {
        return channels.get(link).receive();
    }

    List<XdpMode> modes() {
        return modes;
    }

    Copying copying() {
        return copying;
    }

    boolean severalChunks() {
        return severalChunks;
    }

    /** The sockets are open; what is refused from now on is the program on this link. */
    void attaching(int link) {
        attaching = link;
    }

    /** Asks for less after a refusal; whether there is less, and whether it would help. */
    boolean lower(ErrnoException refusal) {
        int link = attaching;
        attaching = NOT_ATTACHING;
        boolean another = switch (refusal.errno()) {
            case Errno.EPERM, Errno.EACCES, Errno.EBUSY, Errno.EEXIST, Errno.ENODEV, Errno.ENXIO, Errno.ENOBUFS ->
                false;
            default -> true;
        };
        if (!another) {
            return false;
        }
        return link == NOT_ATTACHING ? lowerSockets(refusal) : lowerMode(link, refusal);
    }

    private boolean lowerMode(int link, ErrnoException refusal) {
        if (modeFixed || modes.get(link) == XdpMode.GENERIC) {
            return false;
        }
        modes.set(link, XdpMode.GENERIC);
        reasons.set(link, "not in native mode: " + refusal.getMessage());
        if (copying == Copying.ZERO_COPY) {
            copying = Copying.COPY;
            copyReason = links.get(link).name() + " has no native mode";
        }
        return true;
    }

    /** From several chunks without copying, to one, to copying of several, to one. */
    private boolean lowerSockets(ErrnoException refusal) {
        if (severalChunks) {
            severalChunks = false;
            return true;
        }
        if (copying == Copying.COPY) {
            return false;
        }
        copying = Copying.COPY;
        severalChunks = true;
        copyReason = "not without copying: " + refusal.getMessage();
        return true;
    }

    List<LinkState> states() {
        List<LinkState> states = new ArrayList<>();
        for (int i = 0; i < links.size(); i++) {
            String reason = reasons.get(i).isEmpty() ? copyReason : reasons.get(i);
            states.add(new LinkState(links.get(i), modes.get(i), copying == Copying.ZERO_COPY, severalChunks, reason));
        }
        return states;
    }
}
