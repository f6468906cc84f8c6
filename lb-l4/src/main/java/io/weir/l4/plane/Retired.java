package io.weir.l4.plane;

import io.weir.arp.neighbor.NeighborKey;
import io.weir.core.control.ServerSnapshot;
import io.weir.core.control.ServiceSnapshot;
import io.weir.core.control.Snapshot;
import io.weir.core.net.IpAddress;
import io.weir.core.service.Fallback;
import io.weir.core.service.VirtualService;
import io.weir.l4.plane.Guard.Reply;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.Vip;
import io.weir.l4.worker.Workers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the configuration has given up while flows use it: servers and fallbacks with the VIPs that clients use, replies
 * of mode l4-nat, source addresses. Kept until a census finds no flow of it that began before.
 */
final class Retired {
    private final Fallbacks fallbacks;
    private final Map<Integer, Entry> servers = new LinkedHashMap<>();
    private final Map<Answering, Long> replies = new HashMap<>();
    private final Map<IpAddress, Source> sources = new HashMap<>();
    private @Nullable FlowCensus census;

    private record Entry(ViewServer server, IpAddress vip, int link, Plan.Way way, long since) {
        Entry cut() {
            return new Entry(server.asHalted(), vip, Vip.NOWHERE, way, since);
        }
    }

    /** Replies that a server gives to flows of mode l4-nat. */
    private record Answering(Reply reply, int server) {}

    private record Source(int link, long since) {}

    /** A server of a service, or its fallback. */
    private record Member(int id, IpAddress address, int port) {}

    Retired(Fallbacks fallbacks) {
        this.fallbacks = fallbacks;
    }

    /**
     * Keeps what the view in force has and the next snapshot lacks. Where layer 7 takes the VIP over, flows are cut.
     *
     * @param plan of the view in force
     * @param generation of the first view without it
     */
    void retire(L4View view, Plan plan, Snapshot current, Snapshot next, long generation) {
        Set<Integer> staying = new HashSet<>();
        Set<IpAddress> lost = new HashSet<>();
        Set<Answering> answering = new HashSet<>();
        for (ServiceSnapshot service : next.services()) {
            if (service.definition().enabled() && service.definition().mode().isLayer7()) {
                lost.add(service.definition().address());
            } else if (service.definition().enabled()) {
                members(service).forEach(member -> staying.add(member.id()));
                answering.addAll(answering(service));
            }
        }
        for (ServiceSnapshot service : current.services()) {
            VirtualService definition = service.definition();
            if (definition.enabled() && !definition.mode().isLayer7()) {
                for (Member member : members(service)) {
                    if (!staying.contains(member.id())) {
                        retire(view, plan, definition.address(), member, generation);
                    }
                }
                answering(service).forEach(one -> replies.put(one, generation));
            }
        }
        servers.keySet().removeAll(staying);
        servers.replaceAll((id, entry) -> lost.contains(entry.vip()) ? entry.cut() : entry);
        replies.keySet().removeAll(answering);
    }

    private void retire(L4View view, Plan plan, IpAddress address, Member member, long generation) {
        ViewServer known = view.server(member.id());
        Plan.Way way = plan.servers().get(member.address());
        if (known != null && way != null) {
            // Not in the view while another station has it.
            Vip vip = view.vip(address.high(), address.low(), address.v6());
            servers.put(
                    member.id(), new Entry(known, address, vip == null ? Vip.NOWHERE : vip.link(), way, generation));
        }
    }

    private List<Member> members(ServiceSnapshot service) {
        List<Member> members = new ArrayList<>();
        for (ServerSnapshot server : service.servers()) {
            members.add(new Member(
                    server.id(),
                    server.definition().address(),
                    server.definition().port()));
        }
        Fallback fallback = service.definition().fallback();
        if (fallback != null) {
            members.add(new Member(fallbacks.of(service.name(), fallback).id(), fallback.address(), fallback.port()));
        }
        return members;
    }

    private List<Answering> answering(ServiceSnapshot service) {
        List<Answering> answering = new ArrayList<>();
        for (Member member : members(service)) {
            Reply reply = Guard.reply(service.definition(), member.address(), member.port());
            if (reply != null) {
                answering.add(new Answering(reply, member.id()));
            }
        }
        return answering;
    }

    /**
     * Keeps source addresses of the plan in force that the next one lacks, unless the host has taken them.
     *
     * @param generation of the first view without them
     */
    void retireSources(Plan before, Plan next, long generation) {
        before.snatAddresses().forEach((address, link) -> sources.put(address, new Source(link, generation)));
        sources.keySet().removeAll(next.snatAddresses().keySet());
        sources.keySet().removeAll(next.local());
    }

    /** Forgets what no flow uses any more; looks for a while at a time. Returns whether anything was forgotten. */
    boolean prune(Workers workers) {
        if (census == null) {
            if (servers.isEmpty() && replies.isEmpty() && sources.isEmpty()) {
                return false;
            }
            census = begin(workers.adopted());
        }
        if (!census.step(workers)) {
            return false;
        }
        FlowCensus done = census;
        census = null;
        boolean forgotten = servers.values()
                .removeIf(entry -> entry.since() <= done.generation()
                        && !done.has(entry.server().id()));
        forgotten |= replies.entrySet()
                .removeIf(one -> one.getValue() <= done.generation()
                        && !done.hasNat(one.getKey().server()));
        forgotten |= sources.entrySet()
                .removeIf(one -> one.getValue().since() <= done.generation() && !done.has(one.getKey()));
        return forgotten;
    }

    private FlowCensus begin(long adopted) {
        Set<Integer> ids = new HashSet<>(servers.keySet());
        replies.keySet().forEach(one -> ids.add(one.server()));
        return new FlowCensus(adopted, ids, sources.keySet());
    }

    /** Those whose Ethernet addresses are still needed. */
    Set<NeighborKey> stations() {
        return servers.values().stream().map(entry -> entry.way().station()).collect(Collectors.toSet());
    }

    /** Packets of theirs that the host must still not see. */
    Set<Reply> replies() {
        return replies.keySet().stream().map(Answering::reply).collect(Collectors.toSet());
    }

    List<ViewServer> servers() {
        return servers.values().stream().map(Entry::server).toList();
    }

    /** Source addresses with the links they are on. */
    Map<IpAddress, Integer> sources() {
        Map<IpAddress, Integer> links = new HashMap<>();
        sources.forEach((address, source) -> links.put(address, source.link()));
        return links;
    }

    /** Every address that is still answered for, with its link: VIPs and source addresses. */
    Map<IpAddress, Integer> addresses() {
        Map<IpAddress, Integer> addresses = sources();
        servers.values().stream()
                .filter(entry -> entry.link() != Vip.NOWHERE)
                .forEach(entry -> addresses.put(entry.vip(), entry.link()));
        return addresses;
    }
}
