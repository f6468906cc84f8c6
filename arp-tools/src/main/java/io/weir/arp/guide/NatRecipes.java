package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One-arm NAT. Replies must go by the balancer, also those to clients in the server's own subnet, which it would answer
 * directly: they have asked the VIP and drop an answer from the server. Routes to both halves of a network are narrower
 * than the network's own route: they win without taking anything away, survive what sets up the interface, and go
 * without a trace. The same for both halves of all addresses, in place of a default gateway.
 */
final class NatRecipes {
    private static final String NAME = "weir-nat-routes";
    private static final String SCRIPT = "/usr/local/sbin/weir-nat-routes";
    /** Of networks for measurements (RFC 2544, RFC 5180), so that no subnet here holds them. */
    private static final String FAR_V4 = "198.18.0.1";

    private static final String FAR_V6 = "2001:2::1";

    private NatRecipes() {}

    /** The networks whose packets go by the balancer. */
    private static List<String> networks(GuideRequest request) {
        Cidr rip = Objects.requireNonNull(request.rip());
        List<String> networks = new ArrayList<>();
        networks.addAll(request.vip().v6() ? List.of("::/1", "8000::/1") : List.of("0.0.0.0/1", "128.0.0.0/1"));
        int prefix = rip.prefix() + 1;
        IpAddress low = rip.address().masked(rip.prefix());
        networks.add(low + "/" + prefix);
        networks.add(withBit(low, rip.prefix()) + "/" + prefix);
        return networks;
    }

    /** The address with this bit set, counted from the first. */
    private static IpAddress withBit(IpAddress address, int bit) {
        if (!address.v6()) {
            return IpAddress.v4((int) address.low() | 1 << (31 - bit));
        }
        return bit < 64
                ? IpAddress.v6(address.high() | 1L << (63 - bit), address.low())
                : IpAddress.v6(address.high(), address.low() | 1L << (127 - bit));
    }

    static Recipe of(GuideRequest request) {
        return switch (request.system()) {
            case WINDOWS, WINDOWS_NETSH -> windows(request);
            case FREEBSD -> freebsd(request);
            case MACOS -> macos(request);
            case SOLARIS, SOLARIS_10 -> solaris(request);
            case AIX -> aix(request);
            case CONTAINER -> container(request);
            default -> linux(request);
        };
    }

    private static Recipe recipe(GuideRequest request, List<Step> apply, List<Step> verify, List<Step> undo) {
        return new Recipe(
                request,
                "NAT on one arm (l4-nat): all packets of the server go by the balancer " + request.gateway(),
                List.of(
                        "Without this, clients in the subnet " + subnet(request) + " get no answer: the server replies"
                                + " to them directly, and they have asked " + request.vip() + ", not the server.",
                        "Traffic between the servers of this subnet goes by the balancer too. Where that is too much,"
                                + " use mode l4-snat, which needs nothing on the server.",
                        "The balancer must forward what is not of its services (ip_forward=1) and not tell the server"
                                + " of a shorter way (send_redirects=0)."),
                apply,
                verify,
                undo);
    }

    private static String subnet(GuideRequest request) {
        Cidr rip = Objects.requireNonNull(request.rip());
        return rip.address().masked(rip.prefix()) + "/" + rip.prefix();
    }

    private static String gateway(GuideRequest request) {
        return Objects.requireNonNull(request.gateway()).toString();
    }

    private static String device(GuideRequest request) {
        return Objects.requireNonNull(request.interfaceName());
    }

    private static int bits(GuideRequest request) {
        return request.vip().bits();
    }

    private static List<String> linuxRoutes(GuideRequest request, boolean add) {
        String ip = request.vip().v6() ? "ip -6 route " : "ip route ";
        List<String> lines = new ArrayList<>();
        String gateway = gateway(request);
        if (add) {
            lines.add(ip + "replace " + gateway + "/" + bits(request) + " dev " + device(request));
            networks(request)
                    .forEach(network ->
                            lines.add(ip + "replace " + network + " via " + gateway + " dev " + device(request)));
        } else {
            networks(request).forEach(network -> lines.add(ip + "del " + network + " via " + gateway));
            lines.add(ip + "del " + gateway + "/" + bits(request) + " dev " + device(request));
        }
        return lines;
    }

    private static Recipe linux(GuideRequest request) {
        String conf = "/proc/sys/net/ipv" + (request.vip().v6() ? 6 : 4) + "/conf/";
        List<String> script = new ArrayList<>(List.of(
                "echo 0 > " + conf + "all/accept_redirects",
                "echo 0 > " + conf + device(request) + "/accept_redirects"));
        script.addAll(linuxRoutes(request, true));
        List<String> write = new ArrayList<>(Shell.write(SCRIPT, script));
        write.add("sh -e " + SCRIPT);
        return recipe(
                request,
                List.of(
                        new Step("Go by the balancer everywhere, and believe nobody who knows a shorter way", write),
                        Shell.unit(
                                NAME,
                                "Routes by the balancer " + gateway(request),
                                "network-online.target",
                                List.of("sh -e " + SCRIPT),
                                List.of())),
                linuxVerify(request, ""),
                List.of(
                        Shell.noUnit(NAME),
                        Step.of("Forget the routes", "rm -f " + SCRIPT),
                        new Step(
                                "Go as before; redirects are refused until the next start of the system",
                                forgiving(linuxRoutes(request, false)))));
    }

    private static List<Step> linuxVerify(GuideRequest request, String enter) {
        String ip = enter + (request.vip().v6() ? "ip -6" : "ip") + " route show ";
        String way = " | grep 'via " + gateway(request) + " '";
        return List.of(new Step(
                "All routes are there",
                networks(request).stream().map(network -> ip + network + way).toList()));
    }

    private static List<String> forgiving(List<String> lines) {
        return lines.stream().map(line -> line + " 2> /dev/null || true").toList();
    }

    private static Recipe container(GuideRequest request) {
        String enter = "nsenter -t \"$pid\" -n ";
        List<String> add = new ArrayList<>(List.of(ContainerRecipes.ENTER));
        linuxRoutes(request, true).forEach(line -> add.add(enter + line));
        List<String> remove = new ArrayList<>();
        linuxRoutes(request, false).forEach(line -> remove.add(enter + line));
        List<String> undo = new ArrayList<>(List.of(ContainerRecipes.ENTER));
        undo.addAll(forgiving(remove));
        List<Step> verify = new ArrayList<>(List.of(Step.of("Find the container", ContainerRecipes.ENTER)));
        verify.addAll(linuxVerify(request, enter));
        return recipe(
                request,
                List.of(new Step("Go by the balancer everywhere; set CONTAINER to the container's name", add)),
                verify,
                List.of(new Step("Go as before", undo)));
    }

    private static Recipe windows(GuideRequest request) {
        String find = request.interfaceName() != null
                ? "$net = '" + request.interfaceName() + "'"
                : "$net = (Get-NetIPAddress -IPAddress '" + WindowsRecipes.ripText(request) + "').InterfaceAlias";
        String onLink = request.vip().v6() ? "::" : "0.0.0.0";
        List<String> pairs = new ArrayList<>();
        pairs.add("'" + gateway(request) + "/" + bits(request) + "' = '" + onLink + "'");
        networks(request).forEach(network -> pairs.add("'" + network + "' = '" + gateway(request) + "'"));
        List<String> table = new ArrayList<>(List.of(find, "$routes = [ordered]@{"));
        pairs.forEach(pair -> table.add("    " + pair));
        table.add("}");
        Step routes = new Step("The adapter, and the routes: narrower than those that are there", table);
        return recipe(
                request,
                List.of(
                        routes,
                        Step.of(
                                "Go by the balancer everywhere, now and at every start",
                                "foreach ($to in $routes.Keys) {",
                                "    if (-not (Get-NetRoute -DestinationPrefix $to -InterfaceAlias $net `",
                                "            -ErrorAction SilentlyContinue)) {",
                                "        $null = New-NetRoute -DestinationPrefix $to -InterfaceAlias $net `",
                                "            -NextHop $routes[$to] -RouteMetric 1",
                                "    }",
                                "}")),
                List.of(
                        routes,
                        Step.of(
                                "They are there",
                                "foreach ($to in $routes.Keys) {",
                                "    Get-NetRoute -DestinationPrefix $to -InterfaceAlias $net",
                                "}")),
                List.of(
                        routes,
                        Step.of(
                                "Go as before",
                                "foreach ($to in $routes.Keys) {",
                                "    Get-NetRoute -DestinationPrefix $to -InterfaceAlias $net `",
                                "        -ErrorAction SilentlyContinue | Remove-NetRoute -Confirm:$false",
                                "}")));
    }

    private static String inet6(GuideRequest request) {
        return request.vip().v6() ? "-inet6 " : "";
    }

    private static Recipe freebsd(GuideRequest request) {
        List<String> now = new ArrayList<>();
        List<String> boot = new ArrayList<>();
        List<String> undo = new ArrayList<>();
        List<String> routes = new ArrayList<>(List.of("-host " + gateway(request) + " -iface " + device(request)));
        networks(request).forEach(network -> routes.add("-net " + network + " " + gateway(request)));
        String list = request.vip().v6() ? "ipv6_static_routes" : "static_routes";
        String one = request.vip().v6() ? "ipv6_route_" : "route_";
        for (int i = 0; i < routes.size(); i++) {
            String name = "weirnat" + i;
            String[] words = routes.get(i).split(" ", -1);
            String target = words[0] + " " + words[1];
            now.add("route -q delete " + inet6(request) + target + " > /dev/null 2>&1 || true");
            now.add("route -q add " + inet6(request) + routes.get(i));
            boot.add("sysrc " + list + "+=" + name);
            boot.add("sysrc " + one + name + "=\"" + routes.get(i) + "\"");
            undo.add("route -q delete " + inet6(request) + target + " > /dev/null 2>&1 || true");
            undo.add("sysrc " + list + "-=" + name + " || true");
            undo.add("sysrc -x " + one + name + " 2> /dev/null || true");
        }
        return recipe(
                request,
                List.of(new Step("Go by the balancer everywhere", now), new Step("Do the same at every start", boot)),
                List.of(bsdVerify(request)),
                List.of(new Step("Go as before", undo)));
    }

    private static Step bsdVerify(GuideRequest request) {
        return Step.of(
                "The way out is by the balancer",
                "route -n get " + inet6(request) + (request.vip().v6() ? FAR_V6 : FAR_V4) + " | grep 'gateway: "
                        + gateway(request) + "'");
    }

    private static Recipe macos(GuideRequest request) {
        List<String> now = new ArrayList<>();
        List<String> undo = new ArrayList<>();
        now.add("route -n add " + inet6(request) + "-host " + gateway(request) + " -interface " + device(request));
        for (String network : networks(request)) {
            now.add("route -n add " + inet6(request) + "-net " + network + " " + gateway(request));
            undo.add("route -n delete " + inet6(request) + "-net " + network + " 2> /dev/null || true");
        }
        undo.add("route -n delete " + inet6(request) + "-host " + gateway(request) + " 2> /dev/null || true");
        String label = "net.weir.nat";
        String file = "/Library/LaunchDaemons/" + label + ".plist";
        List<String> script = new ArrayList<>(List.of("mkdir -p /usr/local/sbin"));
        script.addAll(Shell.write(SCRIPT, now));
        script.add("sh " + SCRIPT + " || true");
        List<String> boot = new ArrayList<>(Shell.write(file, UnixRecipes.plist(label, List.of("/bin/sh", SCRIPT))));
        boot.add("chown root:wheel " + file);
        undo.add("rm -f " + file + " " + SCRIPT);
        return recipe(
                request,
                List.of(
                        new Step("Go by the balancer everywhere", script),
                        new Step("Do the same at every start, by launchd", boot)),
                List.of(bsdVerify(request)),
                List.of(new Step("Go as before", undo)));
    }

    private static Recipe solaris(GuideRequest request) {
        List<String> now = new ArrayList<>();
        List<String> undo = new ArrayList<>();
        String rip = WindowsRecipes.ripText(request);
        now.add("route -p add " + inet6(request) + "-host " + gateway(request) + " " + rip + " -interface");
        for (String network : networks(request)) {
            now.add("route -p add " + inet6(request) + "-net " + network + " " + gateway(request));
            undo.add("route -p delete " + inet6(request) + "-net " + network + " " + gateway(request));
        }
        undo.add("route -p delete " + inet6(request) + "-host " + gateway(request) + " " + rip + " -interface");
        return recipe(
                request,
                List.of(new Step("Go by the balancer everywhere, now and at every start", forgiving(now))),
                List.of(Step.of(
                        "The way out is by the balancer",
                        "route -n get " + inet6(request) + (request.vip().v6() ? FAR_V6 : FAR_V4) + " | grep 'gateway: "
                                + gateway(request) + "'")),
                List.of(new Step("Go as before", forgiving(undo))));
    }

    private static Recipe aix(GuideRequest request) {
        List<String> now = new ArrayList<>();
        List<Step> apply = new ArrayList<>();
        List<Step> undo = new ArrayList<>();
        now.add("route add " + inet6(request) + "-host " + gateway(request) + " " + WindowsRecipes.ripText(request)
                + " -interface");
        networks(request)
                .forEach(
                        network -> now.add("route add " + inet6(request) + "-net " + network + " " + gateway(request)));
        apply.add(new Step("Go by the balancer everywhere", forgiving(now)));
        now.forEach(line -> apply.add(UnixRecipes.append("Do the same at every start", "/etc/rc.net", line)));
        now.forEach(line -> undo.add(UnixRecipes.without("Do it at no start any more", "/etc/rc.net", line)));
        undo.add(new Step(
                "Go as before",
                forgiving(now.reversed().stream()
                        .map(line -> line.replace("route add", "route delete"))
                        .toList())));
        return recipe(
                request,
                apply,
                List.of(Step.of("The routes by the balancer", "netstat -rn | grep ' " + gateway(request) + " '")),
                undo);
    }
}
