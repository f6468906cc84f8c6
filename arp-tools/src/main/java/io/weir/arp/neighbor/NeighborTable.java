package io.weir.arp.neighbor;

import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Listening;
import io.weir.arp.wire.Questions;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All neighbours that are wanted, with their timers; for one thread. */
final class NeighborTable {
    /** Questions sent in one turn, so that a thousand at once do not overflow the queue of a card. */
    static final int MAX_QUESTIONS = 128;

    private final FrameLinks links;
    private final NeighborListener listener;
    private final Listening listening = new Listening();
    private final Map<NeighborKey, Entry> entries = new HashMap<>();
    private LocalAddresses local;
    private boolean unresolved;

    private record Entry(Neighbor neighbor, NeighborState state) {}

    NeighborTable(FrameLinks links, LocalAddresses local, NeighborListener listener) {
        this.links = links;
        this.local = local;
        this.listener = listener;
    }

    /** From now on this host has these addresses. */
    void local(LocalAddresses now) {
        local = now;
    }

    /** Keeps exactly these fresh. */
    void watch(Map<NeighborKey, Neighbor> wanted, long now) {
        entries.values().removeIf(entry -> {
            Neighbor neighbor = entry.neighbor();
            boolean superfluous = wanted.get(neighbor.key()) != neighbor;
            if (superfluous) {
                neighbor.set(neighbor.mac(), true);
            }
            return superfluous;
        });
        Set<Integer> interfaces = new HashSet<>();
        wanted.forEach((key, neighbor) -> {
            interfaces.add(key.interfaceIndex());
            entries.computeIfAbsent(key, _ -> new Entry(neighbor, new NeighborState(now)));
        });
        links.listen(interfaces);
    }

    /** Whether some neighbour has no fresh answer, so that packets may be waiting. */
    boolean hasUnresolved() {
        return unresolved;
    }

    /** Asks what is due and lets time take effect. */
    void turn(long now) {
        int questions = 0;
        unresolved = false;
        for (Entry entry : entries.values()) {
            NeighborState state = entry.state();
            if (entry.neighbor().takeRequest()) {
                state.requested(now);
            }
            long before = state.mac();
            tell(entry, state.passed(now), before);
            unresolved |= state.mac() == 0 || state.stale();
            if (questions < MAX_QUESTIONS && ask(entry, state.due(now))) {
                questions++;
            }
        }
    }

    private boolean ask(Entry entry, NeighborState.Ask whom) {
        if (whom == NeighborState.Ask.NOBODY) {
            return false;
        }
        NeighborKey key = entry.neighbor().key();
        MacAddress mac = local.mac(key.interfaceIndex());
        if (mac == null) {
            return false;
        }
        IpAddress source = local.source(key);
        // Detection of duplicates, which a solicitation without a source is, asks the group only (RFC 4861 7.1.1).
        boolean all = whom == NeighborState.Ask.EVERYONE || (key.address().v6() && source.isUnspecified());
        byte[] question = all
                ? Questions.toAll(key.address(), source, mac)
                : Questions.toOne(key.address(), new MacAddress(entry.state().mac()), source, mac);
        return links.send(key.interfaceIndex(), question);
    }

    /** Learns from a frame. */
    void received(int interfaceIndex, byte[] frame, long now) {
        Heard heard = listening.read(frame);
        if (heard == null || heard.owner().equals(local.mac(interfaceIndex))) {
            return;
        }
        Entry entry = entries.get(new NeighborKey(interfaceIndex, heard.address()));
        if (entry != null) {
            long before = entry.state().mac();
            tell(entry, entry.state().heard(heard, now), before);
        }
    }

    private void tell(Entry entry, NeighborEvent.@Nullable Kind kind, long before) {
        if (kind != null) {
            NeighborState state = entry.state();
            entry.neighbor().set(state.mac(), state.stale());
            listener.happened(new NeighborEvent(kind, entry.neighbor().key(), mac(before), mac(state.mac())));
        }
    }

    private static @Nullable MacAddress mac(long bits) {
        return bits == 0 ? null : new MacAddress(bits);
    }
}
