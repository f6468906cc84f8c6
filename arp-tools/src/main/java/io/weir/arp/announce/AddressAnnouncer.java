package io.weir.arp.announce;

import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Announces addresses several times, since nobody acknowledges an announcement: at once for the takeover itself, soon
 * after for neighbours that ignore a change within a second of the last (Linux, {@code locktime}), and once more for a
 * switch port that was still coming up. Never blocks its caller.
 */
public final class AddressAnnouncer implements AutoCloseable {
    /** When an address is announced, counted from {@link #announce}. */
    static final List<Duration> SCHEDULE = List.of(
            Duration.ZERO,
            Duration.ofMillis(500),
            Duration.ofMillis(1000),
            Duration.ofMillis(2000),
            Duration.ofMillis(5000));

    private static final Logger LOG = System.getLogger("io.weir.arp.announce");

    private final FrameSender sender;
    private final Timer timer;
    private final Set<Announcement> active = ConcurrentHashMap.newKeySet();

    /** One address on its way; identity tells a new announcement of the same address from one given up before. */
    private static final class Announcement {
        private final IpAddress address;
        private final MacAddress mac;
        private final int interfaceIndex;
        private final String interfaceName;

        Announcement(IpAddress address, MacAddress mac, int interfaceIndex, String interfaceName) {
            this.address = address;
            this.mac = mac;
            this.interfaceIndex = interfaceIndex;
            this.interfaceName = interfaceName;
        }
    }

    /** Sends by the sender at the times of the timer, which it closes at the end. */
    public AddressAnnouncer(FrameSender sender, Timer timer) {
        this.sender = sender;
        this.timer = timer;
    }

    /** Over packet sockets, on a thread that starts with the first announcement. */
    public static AddressAnnouncer overPacketSockets() {
        return new AddressAnnouncer(FrameSender.packetSocket(), Timer.onDaemonThread("weir-announce"));
    }

    /**
     * Announces an address five times within five seconds. A failure is logged once and ends it: traffic finds us by
     * ordinary ARP then, as soon as neighbours forget where the address was.
     *
     * @param interfaceIndex the interface that carries it
     * @param interfaceName for messages
     * @param mac the interface's address
     */
    public void announce(IpAddress address, int interfaceIndex, String interfaceName, MacAddress mac) {
        Announcement announcement = new Announcement(address, mac, interfaceIndex, interfaceName);
        active.add(announcement);
        for (int i = 0; i < SCHEDULE.size(); i++) {
            boolean last = i == SCHEDULE.size() - 1;
            timer.after(SCHEDULE.get(i), () -> send(announcement, last));
        }
    }

    /** Stops announcing an address that is no longer ours. */
    public void withdraw(IpAddress address, int interfaceIndex) {
        active.removeIf(
                announcement -> announcement.interfaceIndex == interfaceIndex && announcement.address.equals(address));
    }

    private void send(Announcement announcement, boolean last) {
        if (last ? !active.remove(announcement) : !active.contains(announcement)) {
            return;
        }
        try {
            sender.send(
                    announcement.interfaceIndex, AnnouncementFrames.announcing(announcement.address, announcement.mac));
        } catch (IOException e) {
            active.remove(announcement);
            LOG.log(Level.WARNING, failure(announcement, e));
        }
    }

    private static String failure(Announcement announcement, IOException e) {
        boolean refused = e instanceof ErrnoException errno && errno.errno() == Errno.EPERM;
        return announcement.address + " on " + announcement.interfaceName + " is not announced to its neighbours: "
                + (refused
                        ? "that needs CAP_NET_RAW. Until their entries expire, they may send to its previous owner"
                        : e.getMessage());
    }

    @Override
    public void close() {
        active.clear();
        timer.close();
    }
}
