package io.weir.arp.check;

import io.weir.arp.check.CheckPlan.Place;
import io.weir.arp.check.CheckReport.Form;
import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Listening;
import io.weir.arp.wire.PacketLinks;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Listens, without a question, for others who speak for our VIPs: a second owner, a server that names the VIP as its own
 * address while it asks for others, a cluster of Windows NLB. VIPs of layer 4 are watched by the claims on them, but for
 * NLB in mode multicast, whose messages are not valid.
 *
 * <p>A platform thread of its own, in the network namespace of the thread that made it. Needs CAP_NET_RAW.
 */
final class PassiveWatch implements AutoCloseable {
    /** How long nothing is said again of the same station and VIP. */
    static final Duration QUIET = Duration.ofMinutes(5);
    /** Stations that are remembered; a flood of made-up ones must end somewhere. */
    static final int MOST = 256;

    private static final Logger LOG = System.getLogger("io.weir.arp.check");
    /** How long a new plan may wait. */
    private static final Duration TURN = Duration.ofMillis(500);

    private final SightingListener listener;
    private final Thread thread;
    private volatile @Nullable CheckPlan wanted;
    private volatile boolean closed;

    PassiveWatch(SightingListener listener) {
        this.listener = listener;
        this.thread = Thread.ofPlatform().name("weir-arp-watch").daemon().unstarted(this::run);
    }

    /** Watches over the VIPs of this plan from now on. */
    synchronized void follow(CheckPlan plan) {
        wanted = plan;
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    private void run() {
        try (FrameLinks links = new PacketLinks()) {
            CheckPlan applied = null;
            Ears ears = new Ears(CheckPlan.none(), listener);
            while (!closed) {
                CheckPlan plan = wanted;
                if (plan != null && !plan.equals(applied)) {
                    applied = plan;
                    ears = new Ears(plan, listener);
                    links.listen(ears.interfaces());
                }
                Ears now = ears;
                links.receive(TURN, (index, frame) -> now.received(index, frame, System.nanoTime()));
            }
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "nobody listens for others who have our addresses any more; restart the daemon", e);
        }
    }

    /** What is heard, by one thread, for one plan. */
    static final class Ears {
        private final CheckPlan plan;
        private final SightingListener listener;
        private final Listening listening = new Listening();
        private final Map<Place, CheckPlan.Vip> vips = new HashMap<>();
        private final Map<Place, MacAddress> stations = new HashMap<>();
        private final Map<Told, Long> told = new LinkedHashMap<>();

        private record Told(IpAddress vip, MacAddress mac) {}

        Ears(CheckPlan plan, SightingListener listener) {
            this.plan = plan;
            this.listener = listener;
            for (CheckPlan.Vip vip : plan.vips()) {
                if (vip.from() != null) {
                    vips.put(new Place(vip.from().interfaceIndex(), vip.address()), vip);
                }
            }
        }

        Set<Integer> interfaces() {
            Set<Integer> interfaces = new TreeSet<>();
            vips.keySet().forEach(place -> interfaces.add(place.interfaceIndex()));
            return interfaces;
        }

        void received(int interfaceIndex, byte[] frame, long now) {
            Heard heard = listening.read(frame);
            if (heard == null) {
                ClusterReply cluster = ClusterReply.read(frame);
                if (cluster != null) {
                    sighted(new Place(interfaceIndex, cluster.address()), cluster.mac(), Form.ANNOUNCEMENT, now);
                }
                return;
            }
            Place place = new Place(interfaceIndex, heard.address());
            if (plan.names().containsKey(place)) {
                stations.put(place, heard.owner());
            }
            CheckPlan.Vip vip = vips.get(place);
            // A probe is a question; whoever takes the address after it announces it.
            if (vip != null && !vip.layer4() && heard.kind() != Heard.Kind.PROBE) {
                sighted(place, heard.owner(), heard.kind() == Heard.Kind.REQUEST ? Form.LEAK : Form.ANNOUNCEMENT, now);
            }
        }

        private void sighted(Place place, MacAddress mac, Form form, long now) {
            CheckPlan.Vip vip = vips.get(place);
            if (vip == null || plan.ours().contains(mac)) {
                return;
            }
            told.values().removeIf(at -> now - at >= QUIET.toNanos());
            if (told.size() < MOST && told.putIfAbsent(new Told(place.address(), mac), now) == null) {
                CheckReport.Answer answer = new CheckReport.Answer(
                        mac, name(place.interfaceIndex(), mac), MacVendors.of(mac), Set.of(form));
                listener.sighted(new SightingListener.Sighting(vip.services(), vip.address(), answer));
            }
        }

        private @Nullable String name(int interfaceIndex, MacAddress mac) {
            for (Map.Entry<Place, MacAddress> one : stations.entrySet()) {
                if (one.getKey().interfaceIndex() == interfaceIndex
                        && one.getValue().equals(mac)) {
                    return plan.names().get(one.getKey());
                }
            }
            return null;
        }
    }

    /** Ends the thread within half a second, without waiting for it. */
    @Override
    public void close() {
        closed = true;
    }
}
