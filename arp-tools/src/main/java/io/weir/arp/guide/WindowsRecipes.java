package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Windows Server for direct return: the VIP on a loopback adapter, and the weak host model, without which Windows takes
 * no packet for an address of another adapter.
 */
final class WindowsRecipes {
    private static final String ADAPTER = "weir-vip";

    private static final String NLB =
            "Network Load Balancing must be off on this server: it answers ARP for its cluster's"
                    + " address with an Ethernet address of its own (02-bf-... or 03-bf-...).";
    private static final String HARDWARE =
            "The loopback adapter is added once by hand: hdwwiz, \"Install the hardware that"
                    + " I manually select\", Network adapters, Microsoft, Microsoft KM-TEST Loopback Adapter (or: devcon"
                    + " install %windir%\\inf\\netloop.inf *MSLOOP).";
    private static final String FIREWALL =
            "The firewall must let the service's port in on the loopback adapter's profile too (Public).";
    private static final String IIS = "IIS: bind the site to the VIP too, or to All Unassigned.";

    private WindowsRecipes() {}

    static Recipe powershell(GuideRequest request) {
        String family = request.vip().v6() ? "IPv6" : "IPv4";
        List<Step> apply = new ArrayList<>();
        apply.add(noNlb());
        apply.add(Step.of(
                "Find the loopback adapter, and name it " + ADAPTER,
                "$loop = Get-NetAdapter -Name '" + ADAPTER + "' -ErrorAction SilentlyContinue",
                "if (-not $loop) {",
                "    $loop = Get-NetAdapter | Where-Object InterfaceDescription `",
                "        -like '*KM-TEST Loopback*' | Select-Object -First 1",
                "    if (-not $loop) { throw 'add the KM-TEST Loopback Adapter: hdwwiz' }",
                "    $loop | Rename-NetAdapter -NewName '" + ADAPTER + "'",
                "}"));
        apply.add(net(request));
        apply.add(Step.of(
                "Neither ask the network for the VIP nor put its name into DNS",
                "Set-NetIPInterface -InterfaceAlias '" + ADAPTER + "' -AddressFamily " + family + " `",
                "    -DadTransmits 0 -InterfaceMetric 254 `",
                "    -WeakHostReceive Enabled -WeakHostSend Enabled",
                "Set-DnsClient -InterfaceAlias '" + ADAPTER + "' `",
                "    -RegisterThisConnectionsAddress $false"));
        apply.add(Step.of(
                "Take packets for it that come in on the server's own adapter",
                "Set-NetIPInterface -InterfaceAlias $net -AddressFamily " + family + " `",
                "    -WeakHostReceive Enabled -WeakHostSend Enabled"));
        apply.add(Step.of(
                "Have the VIP, now and at every start; never as a source of own calls",
                "if (-not (Get-NetIPAddress -IPAddress '" + request.vip() + "' `",
                "        -ErrorAction SilentlyContinue)) {",
                "    $null = New-NetIPAddress -InterfaceAlias '" + ADAPTER + "' `",
                "        -IPAddress '" + request.vip() + "' -PrefixLength "
                        + request.vip().bits() + " `",
                "        -SkipAsSource $true",
                "}"));
        return new Recipe(
                request,
                title(request),
                Recipes.direct(request, NLB, HARDWARE, FIREWALL, IIS),
                apply,
                verify(request, family),
                undo(request, family));
    }

    private static Step noNlb() {
        return Step.of(
                "Network Load Balancing must be off",
                "Get-NetAdapterBinding -ComponentID ms_nlb -ErrorAction SilentlyContinue |",
                "    Where-Object Enabled |",
                "    ForEach-Object { throw \"NLB is on at $($_.Name): turn it off\" }");
    }

    private static Step net(GuideRequest request) {
        String name = request.interfaceName();
        return name != null
                ? Step.of("The adapter of the server's own address", "$net = '" + name + "'")
                : Step.of(
                        "Find the adapter of the server's own address",
                        "$net = (Get-NetIPAddress -IPAddress '" + ripText(request) + "').InterfaceAlias");
    }

    static String ripText(GuideRequest request) {
        return request.rip() == null ? "" : request.rip().address().toString();
    }

    private static List<Step> verify(GuideRequest request, String family) {
        return List.of(
                noNlb(),
                net(request),
                Step.of(
                        "The VIP is there",
                        "Get-NetIPAddress -IPAddress '" + request.vip() + "' |",
                        "    Format-Table InterfaceAlias, IPAddress, PrefixLength, SkipAsSource"),
                Step.of(
                        "Weak host: Enabled on both adapters",
                        "foreach ($alias in $net, '" + ADAPTER + "') {",
                        "    $one = Get-NetIPInterface -InterfaceAlias $alias -AddressFamily " + family,
                        "    if (\"$($one.WeakHostReceive)\" -ne 'Enabled') {",
                        "        throw \"WeakHostReceive is off on $alias\"",
                        "    }",
                        "}"));
    }

    private static List<Step> undo(GuideRequest request, String family) {
        return List.of(
                net(request),
                Step.of(
                        "Have the VIP no more",
                        "Get-NetIPAddress -IPAddress '" + request.vip() + "' `",
                        "    -ErrorAction SilentlyContinue | Remove-NetIPAddress -Confirm:$false"),
                Step.of(
                        "Strong host as usual, unless another VIP is on the loopback adapter",
                        "$more = Get-NetIPAddress -InterfaceAlias '" + ADAPTER + "' `",
                        "    -ErrorAction SilentlyContinue | Where-Object SkipAsSource",
                        "if (-not $more) {",
                        "    Set-NetIPInterface -InterfaceAlias $net -AddressFamily " + family + " `",
                        "        -WeakHostReceive Disabled -WeakHostSend Disabled",
                        "}"));
    }

    static Recipe netsh(GuideRequest request) {
        String netsh = "netsh interface " + (request.vip().v6() ? "ipv6" : "ipv4");
        String name = "\"" + request.interfaceName() + "\"";
        String loop = "\"" + ADAPTER + "\"";
        String address = request.vip().v6()
                ? netsh + " add address " + loop + " " + request.alone() + " skipassource=true"
                : netsh + " add address " + loop + " " + request.vip() + " 255.255.255.255 skipassource=true";
        List<Step> apply = List.of(
                Step.of("Weak host on the server's own adapter", weak(netsh, name, "enabled")),
                Step.of(
                        "The same on the loopback adapter, which asks the network for nothing",
                        weak(netsh, loop, "enabled") + " dadtransmits=0 metric=254"),
                Step.of("Have the VIP, now and at every start; never as a source of own calls", address));
        return new Recipe(
                request,
                title(request),
                Recipes.direct(
                        request,
                        NLB,
                        HARDWARE + " Rename it to " + ADAPTER + ".",
                        FIREWALL,
                        IIS,
                        "An address that is there already is an error without harm."),
                apply,
                List.of(
                        Step.of("Weak host receives: enabled", netsh + " show interface " + name),
                        Step.of("The same", netsh + " show interface " + loop),
                        Step.of(
                                "The VIP is there; netsh itself fails for nothing that is missing",
                                "if (-not (" + netsh + " show addresses " + loop + " |",
                                "        Select-String -Pattern '" + pattern(request) + "')) {",
                                "    throw 'the VIP is not there'",
                                "}")),
                List.of(
                        Step.of("Have the VIP no more", netsh + " delete address " + loop + " " + request.vip()),
                        Step.of("Strong host as usual, unless another VIP needs it", weak(netsh, name, "disabled"))));
    }

    /** The address, and not one that begins or ends with it. */
    private static String pattern(GuideRequest request) {
        return "(^|[^0-9a-f:.])" + request.vip().toString().replace(".", "\\.") + "($|[^0-9a-f:.])";
    }

    private static String weak(String netsh, String name, String word) {
        return netsh + " set interface " + name + " weakhostreceive=" + word + " weakhostsend=" + word;
    }

    private static String title(GuideRequest request) {
        return "Direct return (l4-dr): have " + request.vip() + " on a loopback adapter, and take its packets from the"
                + " network";
    }
}
