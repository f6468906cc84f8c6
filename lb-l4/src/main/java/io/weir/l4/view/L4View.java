package io.weir.l4.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot compiled for the packet path: everything a worker needs to know beside its flows. Immutable; a worker
 * reads the reference once for each batch.
 *
 * @param generation rises by one with every view
 * @param links by number
 * @param vips by address
 * @param behind addresses of servers, whose later fragments are waited for
 * @param sources our addresses that flows of mode l4-snat come from
 * @param servers by id: those configured, and those removed while they have flows
 * @param anyHalted whether any server is halted, so that flows must be looked at
 */
public record L4View(
        long generation,
        List<ViewLink> links,
        AddressMap<Vip> vips,
        AddressMap<Boolean> behind,
        AddressMap<Boolean> sources,
        ServerMap servers,
        boolean anyHalted) {
    /** Copies the list. */
    public L4View {
        links = List.copyOf(links);
    }

    /** The address as ours, or null. */
    public @Nullable Vip vip(long high, long low, boolean v6) {
        return vips.get(high, low, v6);
    }

    /** Whether a server has this address. */
    public boolean isServer(long high, long low, boolean v6) {
        return behind.get(high, low, v6) != null;
    }

    /** Whether flows of mode l4-snat come from this address of ours. */
    public boolean isSource(long high, long low, boolean v6) {
        return sources.get(high, low, v6) != null;
    }

    /** The server with this id, or null. */
    public @Nullable ViewServer server(int id) {
        return servers.get(id);
    }

    /** The link of this number. */
    public ViewLink link(int number) {
        return links.get(number);
    }
}
