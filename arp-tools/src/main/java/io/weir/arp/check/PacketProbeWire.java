package io.weir.arp.check;

import io.weir.arp.wire.AnswerFilter;
import io.weir.arp.wire.FrameLinks;
import io.weir.kernel.packet.IfPacket;
import io.weir.kernel.packet.PacketSocket;
import io.weir.kernel.sys.ErrnoException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Over two packet sockets an interface, which hear only answers to the ports of the probes, and ICMP. */
final class PacketProbeWire implements ProbeWire {
    private static final Logger LOG = System.getLogger("io.weir.arp.check");
    /** Frames taken from one socket at a time. */
    private static final int MAX_FRAMES = 256;

    private final Map<Integer, List<PacketSocket>> links = new LinkedHashMap<>();

    private PacketProbeWire() {}

    static PacketProbeWire open(Set<Integer> interfaces, int firstPort, int lastPort) throws ErrnoException {
        PacketProbeWire wire = new PacketProbeWire();
        try {
            for (int index : interfaces) {
                List<PacketSocket> sockets = new ArrayList<>();
                wire.links.put(index, sockets);
                sockets.add(PacketSocket.open(index, IfPacket.ETH_P_IP, AnswerFilter.ipv4(firstPort, lastPort)));
                sockets.add(PacketSocket.open(index, IfPacket.ETH_P_IPV6, AnswerFilter.ipv6(firstPort, lastPort)));
            }
            return wire;
        } catch (ErrnoException e) {
            wire.close();
            throw e;
        }
    }

    @Override
    public void send(int interfaceIndex, byte[] frame) {
        List<PacketSocket> sockets = links.get(interfaceIndex);
        if (sockets == null) {
            return;
        }
        try {
            sockets.getFirst().send(frame);
        } catch (ErrnoException e) {
            LOG.log(Level.DEBUG, "a probe is lost: " + e.getMessage());
        }
    }

    @Override
    public void receive(Duration timeout, FrameLinks.Receiver receiver) {
        List<PacketSocket> all = links.values().stream().flatMap(List::stream).toList();
        try {
            PacketSocket.await(all, timeout);
            for (Map.Entry<Integer, List<PacketSocket>> link : links.entrySet()) {
                for (PacketSocket socket : link.getValue()) {
                    drain(link.getKey(), socket, receiver);
                }
            }
        } catch (ErrnoException e) {
            // An interface that went down: what is not heard counts as silence.
            LOG.log(Level.DEBUG, "answers are not heard: " + e.getMessage());
        }
    }

    private static void drain(int index, PacketSocket socket, FrameLinks.Receiver receiver) throws ErrnoException {
        for (int i = 0; i < MAX_FRAMES; i++) {
            byte[] frame = socket.receive(Duration.ZERO);
            if (frame == null) {
                return;
            }
            receiver.received(index, frame);
        }
    }

    @Override
    public void close() {
        links.values().forEach(sockets -> sockets.forEach(PacketSocket::close));
        links.clear();
    }
}
