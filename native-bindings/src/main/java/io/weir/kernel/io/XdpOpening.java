package io.weir.kernel.io;

import io.weir.kernel.packet.AllMulticast;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.xdp.XdpSocket;
import java.util.ArrayList;
import java.util.List;

/** Opens the engines of workers on the same links, or nothing. */
final class XdpOpening implements AutoCloseable {
    private final XdpPlan plan;
    private final XdpOptions options;
    private final XdpRedirect redirect;
    private final List<XdpPacketIo> engines = new ArrayList<>();
    private int attached;

    XdpOpening(XdpPlan plan, XdpOptions options, XdpRedirect redirect) {
        this.plan = plan;
        this.options = options;
        this.redirect = redirect;
    }

    /** One more worker's engine, ready to receive as soon as the program runs. */
    void openWorker(int worker) throws ErrnoException {
        XdpMemory memory = XdpMemory.open(chunks(worker));
        try {
            List<XdpReceiver> receivers = new ArrayList<>();
            List<XdpTransmitter> transmitters = new ArrayList<>();
            for (int link = 0; link < plan.links().size(); link++) {
                openLink(memory, worker, link, receivers, transmitters);
            }
            XdpHost host = XdpHost.open(plan.links(), redirect.hostDelivery(), memory.counters());
            memory.own(host);
            XdpPacketIo engine =
                    new XdpPacketIo(plan.links(), plan.workers() == 1, memory, receivers, transmitters, host);
            engine.fill();
            engines.add(engine);
        } catch (ErrnoException e) {
            memory.close();
            throw e;
        }
    }

    private void openLink(
            XdpMemory memory, int worker, int link, List<XdpReceiver> receivers, List<XdpTransmitter> transmitters)
            throws ErrnoException {
        PacketLink packetLink = plan.links().get(link);
        if (worker == 0) {
            memory.own(AllMulticast.on(packetLink.interfaceIndex()));
        }
        for (int queue = worker; queue < plan.queues(link); queue += plan.workers()) {
            XdpSocket socket =
                    memory.socket(packetLink.interfaceIndex(), queue, options, plan.copying(), plan.severalChunks());
            redirect.register(link, queue, socket.fd());
            receivers.add(
                    new XdpReceiver(link, packetLink.mtu(), socket, memory.umem(), memory.large(), memory.counters()));
            if (queue == worker) {
                transmitters.add(new XdpTransmitter(
                        packetLink.mtu(), socket, memory.umem(), plan.severalChunks(), memory.counters()));
            }
        }
    }

    /** For each queue what may wait there; for each link what waits to be sent and what is being sent; a batch. */
    private int chunks(int worker) {
        int chunks = FrameBatch.CAPACITY;
        for (int link = 0; link < plan.links().size(); link++) {
            int queues = Math.ceilDiv(plan.queues(link) - worker, plan.workers());
            chunks += queues * options.receiveSlots() + 2 * options.transmitSlots();
        }
        return chunks;
    }

    /** The program runs on one link more. */
    void attached(int link) {
        attached = link + 1;
    }

    /** Of all workers, in order. */
    List<XdpPacketIo> engines() {
        return List.copyOf(engines);
    }

    /** Takes all of it back. */
    @Override
    public void close() {
        for (int link = 0; link < attached; link++) {
            redirect.detach(link);
        }
        engines.forEach(XdpPacketIo::close);
    }
}
