package io.weir.kernel.io;

import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.packet.ClassicBpf;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * Engines of several workers on the same links, over AF_XDP sockets. The interface decides by its queues which worker
 * gets a frame; worker {@code w} of {@code n} has the queues {@code w}, {@code w + n} and so on of each link.
 */
public final class XdpGroup implements EngineGroup {
    private final List<XdpPacketIo> engines;
    private final XdpRedirect redirect;
    private final List<LinkState> states;

    /**
     * How a link is served.
     *
     * @param mode where its program runs
     * @param zeroCopy whether frames are not copied
     * @param severalChunks whether a frame may be larger than a chunk
     * @param reason why not natively, or why not without copying; empty if both
     */
    public record LinkState(PacketLink link, XdpMode mode, boolean zeroCopy, boolean severalChunks, String reason) {}

    private XdpGroup(List<XdpPacketIo> engines, XdpRedirect redirect, List<LinkState> states) {
        this.engines = List.copyOf(engines);
        this.redirect = redirect;
        this.states = List.copyOf(states);
    }

    /**
     * Opens the engines and then attaches the program, in the network namespace of the calling thread. Needs
     * CAP_NET_RAW, CAP_NET_ADMIN and what the redirect needs.
     *
     * @param links at least one, each once; up
     * @param workers wanted; there are no more than queues of any link
     */
    public static XdpGroup open(List<PacketLink> links, int workers, XdpOptions options, XdpRedirect redirect)
            throws IOException {
        XdpPlan plan = new XdpPlan(links, workers, options);
        while (true) {
            try {
                return open(plan, options, redirect);
            } catch (ErrnoException e) {
                if (!plan.lower(e)) {
                    throw e;
                }
            }
        }
    }

    private static XdpGroup open(XdpPlan plan, XdpOptions options, XdpRedirect redirect) throws IOException {
        XdpOpening opening = new XdpOpening(plan, options, redirect);
        try {
            for (int worker = 0; worker < plan.workers(); worker++) {
                opening.openWorker(worker);
            }
            List<PacketLink> links = plan.links();
            for (int link = 0; link < links.size(); link++) {
                plan.attaching(link);
                redirect.attach(link, plan.modes().get(link));
                opening.attached(link);
            }
            return new XdpGroup(opening.engines(), redirect, plan.states());
        } catch (IOException e) {
            opening.close();
            throw e;
        }
    }

    @Override
    public List<XdpPacketIo> engines() {
        return engines;
    }

    /** How each link is served, in order. */
    public List<LinkState> states() {
        return states;
    }

    /** Nothing: the interfaces distribute the frames. */
    @Override
    public void steer(ClassicBpf program) {
        // The workers hand over what is another's.
    }

    /** Detaches the program, so that frames are the host's, and closes every engine; a failure stops neither. */
    @Override
    public void close() {
        UncheckedIOException failure = null;
        for (int link = 0; link < states.size(); link++) {
            try {
                redirect.detach(link);
            } catch (UncheckedIOException e) {
                failure = e;
            }
        }
        engines.forEach(XdpPacketIo::close);
        if (failure != null) {
            throw failure;
        }
    }
}
