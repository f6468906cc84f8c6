package io.weir.arp.check;

import io.weir.arp.check.CheckPlan.From;
import io.weir.arp.check.CheckPlan.Place;
import io.weir.arp.check.CheckReport.Answer;
import io.weir.arp.check.CheckReport.Form;
import io.weir.arp.wire.FrameLinks;
import io.weir.arp.wire.Heard;
import io.weir.arp.wire.Listening;
import io.weir.arp.wire.Questions;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Asks who has each VIP, first as a stranger without an address, then from ours, three times each and 100 ms apart: some
 * stations answer only one of the two. Asks every configured server for its own address along the way, to name who
 * answers.
 */
final class WhoHas {
    static final int QUESTIONS = 3;
    static final long STEP_NANOS = Duration.ofMillis(100).toNanos();

    /** Questions sent before answers are taken: a socket keeps a few hundred. */
    private static final int AT_ONCE = 64;

    /** Stations that are remembered for a VIP; nobody has more, and a flood must end somewhere. */
    private static final int MOST_ANSWERS = 32;

    private final CheckPlan plan;
    private final Listening listening = new Listening();
    private final Map<Place, Map<MacAddress, Set<Form>>> answers = new HashMap<>();
    private final Map<Place, MacAddress> stations = new HashMap<>();
    private int asked;
    private int sent;
    private long nextAt;

    WhoHas(CheckPlan plan, long now) {
        this.plan = plan;
        this.nextAt = now;
        for (CheckPlan.Vip vip : plan.vips()) {
            if (vip.from() != null) {
                answers.put(new Place(vip.from().interfaceIndex(), vip.address()), new LinkedHashMap<>());
            }
        }
    }

    long nextAt() {
        return nextAt;
    }

    /** Asks what is due; whether all is over. */
    boolean turn(FrameLinks links, long now) {
        if (now - nextAt < 0) {
            return false;
        }
        if (asked == 2 * QUESTIONS) {
            return true;
        }
        boolean strange = asked < QUESTIONS;
        asked++;
        nextAt = now + STEP_NANOS;
        for (CheckPlan.Vip vip : plan.vips()) {
            From from = vip.from();
            if (from != null && (strange || from.source() != null)) {
                send(
                        links,
                        from.interfaceIndex(),
                        strange || from.source() == null
                                ? Questions.probe(vip.address(), from.mac())
                                : Questions.toAll(vip.address(), from.source(), from.mac()));
            }
            vip.servers().forEach(server -> askServer(links, server));
        }
        return false;
    }

    private void askServer(FrameLinks links, CheckPlan.Server server) {
        From from = server.from();
        if (from != null && !stations.containsKey(new Place(from.interfaceIndex(), server.address()))) {
            IpAddress source = from.source() == null
                    ? Questions.unspecified(server.address().v6())
                    : from.source();
            send(links, from.interfaceIndex(), Questions.toAll(server.address(), source, from.mac()));
        }
    }

    private void send(FrameLinks links, int interfaceIndex, byte[] frame) {
        links.send(interfaceIndex, frame);
        if (++sent % AT_ONCE == 0) {
            links.receive(Duration.ZERO, this::received);
        }
    }

    void received(int interfaceIndex, byte[] frame) {
        Heard heard = listening.read(frame);
        if (heard == null) {
            ClusterReply cluster = ClusterReply.read(frame);
            if (cluster != null) {
                note(new Place(interfaceIndex, cluster.address()), cluster.mac(), form(Heard.Kind.REPLY));
            }
            return;
        }
        MacAddress mac = heard.owner();
        if (plan.ours().contains(mac) || heard.kind() == Heard.Kind.PROBE) {
            return;
        }
        Place place = new Place(interfaceIndex, heard.address());
        if (plan.names().containsKey(place)) {
            stations.put(place, mac);
        }
        note(place, mac, form(heard.kind()));
    }

    private void note(Place place, MacAddress mac, Form form) {
        Map<MacAddress, Set<Form>> known = answers.get(place);
        if (known != null && (known.containsKey(mac) || known.size() < MOST_ANSWERS)) {
            known.computeIfAbsent(mac, _ -> EnumSet.noneOf(Form.class)).add(form);
        }
    }

    /** Nodes answer the solicitation of a nameless asker to all, without the solicited flag (RFC 4861 7.2.4). */
    private Form form(Heard.Kind kind) {
        Form asking = asked <= QUESTIONS ? Form.PROBE : Form.REQUEST;
        return switch (kind) {
            case REPLY -> asking;
            case ANNOUNCEMENT -> asking == Form.PROBE ? Form.PROBE : Form.ANNOUNCEMENT;
            case REQUEST, PROBE -> Form.LEAK;
        };
    }

    /** The Ethernet address of a server; null if it has not answered. */
    @Nullable MacAddress station(CheckPlan.Server server) {
        From from = server.from();
        return from == null ? null : stations.get(new Place(from.interfaceIndex(), server.address()));
    }

    /** Who has spoken for a VIP. */
    List<Answer> answers(CheckPlan.Vip vip) {
        From from = vip.from();
        if (from == null) {
            return List.of();
        }
        List<Answer> found = new ArrayList<>();
        answers.getOrDefault(new Place(from.interfaceIndex(), vip.address()), Map.of())
                .forEach((mac, forms) ->
                        found.add(new Answer(mac, name(vip, from.interfaceIndex(), mac), MacVendors.of(mac), forms)));
        return found;
    }

    /** By a server of the VIP's own services, if it is one. */
    private @Nullable String name(CheckPlan.Vip vip, int interfaceIndex, MacAddress mac) {
        for (CheckPlan.Server server : vip.servers()) {
            if (mac.equals(station(server))) {
                return server.service() + "/" + server.name();
            }
        }
        for (Map.Entry<Place, MacAddress> one : stations.entrySet()) {
            if (one.getKey().interfaceIndex() == interfaceIndex
                    && one.getValue().equals(mac)) {
                return plan.names().get(one.getKey());
            }
        }
        return null;
    }
}
