package io.weir.l4.observe;

import io.weir.core.net.IpAddress;
import io.weir.l4.plane.Whereabouts;
import io.weir.l4.view.L4View;
import io.weir.l4.view.ViewLink;
import io.weir.l4.view.ViewServer;
import io.weir.l4.view.Vip;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where packets come in and where they would go, by this host's subnets and routes. */
final class Arrival {
    private Arrival() {}

    /** The link by which packets of a client come: the one that leads to it. */
    static int link(L4View view, Whereabouts client, @Nullable Vip vip, ExplanationBuilder result) {
        for (ViewLink link : view.links()) {
            if (link.interfaceIndex() == client.interfaceIndex()) {
                return link.number();
            }
        }
        if (client.interfaceName() == null) {
            result.note("this host has no route to the client; the packet is taken to come in where the VIP is");
        } else {
            result.note("packets of this client come in by " + client.interfaceName()
                    + ", where layer 4 does not listen; the packet is taken to come in where the VIP is");
        }
        return vip == null ? Vip.NOWHERE : vip.link();
    }

    /** Notes a client whose replies will not pass here. */
    static void noteDirectReply(
            Whereabouts client, Whereabouts.Finder finder, ViewServer server, ExplanationBuilder result)
            throws IOException {
        Whereabouts there = finder.of(new IpAddress(server.high(), server.low(), server.v6()));
        if (client.subnet() != null && client.subnet().equals(there.subnet())) {
            result.note("client and server are in one subnet, " + client.subnet() + ": the server's reply goes to the"
                    + " client directly, from an address it never called, unless the server's route to that client"
                    + " leads through this host; use l4-snat for such clients");
        }
    }

    /** What is said of a packet that is nothing of ours. */
    static String elsewhere(Whereabouts destination) {
        if (destination.own()) {
            return "no service of Weir is there; it is an address of this host's own, and Weir leaves it alone";
        }
        return destination.interfaceName() == null
                ? "no service of Weir has this address, and this host has no route to it"
                : "no service of Weir has this address; if such a packet comes here, this host forwards it by "
                        + destination.interfaceName() + ", or drops it when it does not forward";
    }
}
