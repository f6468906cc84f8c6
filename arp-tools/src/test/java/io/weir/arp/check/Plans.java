package io.weir.arp.check;

import io.weir.arp.check.CheckPlan.From;
import io.weir.arp.check.CheckPlan.Place;
import io.weir.arp.check.CheckPlan.Server;
import io.weir.arp.check.CheckPlan.Vip;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** One VIP of layer 4 and one of layer 7 on link 3, and a server of the first. */
final class Plans {
    static final MacAddress OURS = mac("02:aa:00:00:00:01");
    static final MacAddress SERVER = mac("52:54:00:00:00:33");
    static final IpAddress VIP = IpAddress.of("192.0.2.10");
    static final IpAddress PROXY_VIP = IpAddress.of("192.0.2.11");
    static final IpAddress RIP = IpAddress.of("192.0.2.51");
    static final IpAddress OWN = IpAddress.of("192.0.2.2");
    static final int LINK = 3;
    static final From FROM = new From(LINK, "eth0", OURS, OWN);
    static final Server WEB = new Server("web", "srv1", RIP, FROM, List.of(80, 443));

    private Plans() {}

    static MacAddress mac(String text) {
        return MacAddress.parse(text).orElseThrow();
    }

    static CheckPlan plan() {
        return new CheckPlan(
                List.of(
                        new Vip(VIP, FROM, true, List.of("web"), List.of(WEB)),
                        new Vip(PROXY_VIP, FROM, false, List.of("proxy"), List.of())),
                Map.of(new Place(LINK, RIP), "web/srv1"),
                Set.of(OURS));
    }
}
