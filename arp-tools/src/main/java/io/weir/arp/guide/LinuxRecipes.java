package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Linux for direct return. IPv4: silence first (arp_ignore, arp_announce), then the address on lo. IPv6: Linux answers
 * solicitations only for addresses of the interface they come in on, so an address of lo is silent by itself; it is not
 * checked for duplicates and never chosen as a source.
 */
final class LinuxRecipes {
    private LinuxRecipes() {}

    static Recipe plain(GuideRequest request) {
        String unit = unit(request);
        List<Step> apply = silence(request);
        apply.add(Step.of("Have the VIP, without a word on the network", add(request)));
        apply.add(unitStep(request, "systemd-sysctl.service"));
        List<Step> undo = new ArrayList<>();
        undo.add(Shell.noUnit(unit));
        undo.add(gone(request));
        undo.addAll(noSilence(request));
        return recipe(request, apply, undo);
    }

    /** The VIP at every start, when this unit has begun. */
    static Step unitStep(GuideRequest request, String after) {
        return Shell.unit(
                unit(request),
                "VIP " + request.vip() + " on lo",
                after,
                List.of(add(request)),
                List.of(delete(request)));
    }

    static Recipe networkd(GuideRequest request) {
        String folder = "/etc/systemd/network/10-weir-lo.network";
        String file = folder + ".d/" + request.tag() + ".conf";
        List<String> text = new ArrayList<>(List.of("[Address]", "Address=" + request.alone()));
        if (request.vip().v6()) {
            text.addAll(List.of("DuplicateAddressDetection=none", "PreferredLifetime=0"));
        }
        List<Step> apply = silence(request);
        apply.add(
                Shell.write("Let systemd-networkd look after lo; one file for all VIPs", folder, "[Match]", "Name=lo"));
        List<String> lines = new ArrayList<>(List.of("mkdir -p " + folder + ".d"));
        lines.addAll(Shell.write(file, text));
        lines.addAll(List.of("networkctl reload", "networkctl reconfigure lo"));
        apply.add(new Step("Have the VIP on lo, now and at every start", lines));
        List<Step> undo = new ArrayList<>();
        undo.add(Step.of(
                "Forget the VIP",
                "rm -f " + file,
                "rmdir " + folder + ".d 2> /dev/null &&",
                "    rm -f " + folder + " || true",
                "networkctl reload"));
        undo.add(gone(request));
        undo.addAll(noSilence(request));
        return recipe(
                request,
                apply,
                undo,
                "From now on systemd-networkd looks after lo. It may remove addresses of lo that other software has set"
                        + " there: where there are any, use the recipe of linux.");
    }

    static Recipe networkManager(GuideRequest request) {
        String family = request.vip().v6() ? "ipv6" : "ipv4";
        List<Step> apply = silence(request);
        apply.add(Step.of(
                "Have a connection for lo, as NetworkManager 1.42 or newer makes one",
                "nmcli -g connection.id connection show lo > /dev/null 2>&1 ||",
                "    nmcli connection add type loopback con-name lo ifname lo \\",
                "        ipv4.method manual ipv4.addresses 127.0.0.1/8 \\",
                "        ipv6.method manual ipv6.addresses ::1/128"));
        apply.add(Step.of(
                "Have the VIP on lo, now and at every start",
                "nmcli -g " + family + ".addresses connection show lo | tr -d '\\\\' |",
                "    grep -qF '" + request.alone() + "' ||",
                "    nmcli connection modify lo +" + family + ".addresses '" + request.alone() + "'",
                "nmcli connection up lo"));
        if (request.vip().v6()) {
            apply.add(Step.of("Never choose the VIP as a source of own connections", add(request)));
        }
        List<Step> undo = new ArrayList<>();
        undo.add(Step.of(
                "Forget the VIP",
                "nmcli connection modify lo -" + family + ".addresses '" + request.alone() + "' || true",
                "nmcli connection up lo"));
        undo.addAll(noSilence(request));
        return recipe(request, apply, undo);
    }

    static Recipe netplan(GuideRequest request) {
        String file = "/etc/netplan/90-weir-vip-" + request.tag() + ".yaml";
        List<String> text = new ArrayList<>(List.of(
                "network:",
                "  version: 2",
                "  ethernets:",
                "    lo:",
                "      match: { name: lo }",
                "      addresses:"));
        text.add("        - \"" + request.alone() + "\"" + (request.vip().v6() ? ": { lifetime: 0 }" : ""));
        List<Step> apply = silence(request);
        List<String> lines = new ArrayList<>(Shell.write(file, text));
        lines.addAll(List.of("chmod 600 " + file, "netplan apply"));
        apply.add(
                new Step("Have the VIP on lo, now and at every start; netplan joins the files of several VIPs", lines));
        List<Step> undo = new ArrayList<>();
        undo.add(Step.of("Forget the VIP", "rm -f " + file, "netplan apply"));
        undo.add(gone(request));
        undo.addAll(noSilence(request));
        return recipe(request, apply, undo);
    }

    static Recipe ifupdown(GuideRequest request) {
        // No dot: source-directory takes no file whose name has one (interfaces(5)).
        String file = "/etc/network/interfaces.d/weir-vip-" + request.tag().replace('.', '_');
        List<String> text = new ArrayList<>();
        text.add("iface lo " + (request.vip().v6() ? "inet6" : "inet") + " static");
        text.add("    address " + request.alone());
        if (request.vip().v6()) {
            text.addAll(List.of("    dad-attempts 0", "    preferred-lifetime 0"));
        }
        List<Step> apply = silence(request);
        List<String> lines = new ArrayList<>(List.of("mkdir -p /etc/network/interfaces.d"));
        lines.addAll(Shell.write(file, text));
        lines.addAll(List.of(
                "grep -Eq '^source(-directory)? .*interfaces\\.d(/\\*)?/? *$' \\",
                "    /etc/network/interfaces ||",
                "    echo 'source /etc/network/interfaces.d/weir-vip-*' \\",
                "        >> /etc/network/interfaces"));
        apply.add(new Step("Have the VIP on lo at every start", lines));
        apply.add(Step.of("Have it now", add(request)));
        List<Step> undo = new ArrayList<>();
        undo.add(Step.of("Forget the VIP", "rm -f " + file));
        undo.add(gone(request));
        undo.addAll(noSilence(request));
        return recipe(request, apply, undo);
    }

    private static Recipe recipe(GuideRequest request, List<Step> apply, List<Step> undo, String... notes) {
        return new Recipe(
                request,
                "Direct return (l4-dr): have " + request.vip() + ", and do not answer "
                        + (request.vip().v6() ? "neighbour discovery" : "ARP") + " for it",
                Recipes.direct(request, notes),
                apply,
                verify(request),
                undo);
    }

    /** The part that makes the kernel silent; nothing for IPv6. */
    static List<Step> silence(GuideRequest request) {
        List<Step> steps = new ArrayList<>();
        if (!request.vip().v6()) {
            String file = settings(request);
            String name = request.interfaceName();
            steps.add(EarlierArp.kept(
                    name == null
                            ? List.of("all/arp_ignore", "all/arp_announce")
                            : List.of(
                                    "all/arp_ignore",
                                    "all/arp_announce",
                                    name + "/arp_ignore",
                                    name + "/arp_announce")));
            List<String> lines = new ArrayList<>(List.of("mkdir -p /etc/sysctl.d"));
            lines.addAll(Shell.write(file, keys(request, "arp_ignore", 1, "arp_announce", 2)));
            lines.add("sysctl -q -p " + file);
            steps.add(new Step("Be silent first: else the new address is announced and answered for", lines));
        }
        return steps;
    }

    private static List<String> keys(
            GuideRequest request, String first, int firstValue, String second, int secondValue) {
        List<String> keys = new ArrayList<>();
        keys.add("net.ipv4.conf.all." + first + " = " + firstValue);
        keys.add("net.ipv4.conf.all." + second + " = " + secondValue);
        String name = request.interfaceName();
        if (name != null) {
            // With a dot in the name, slashes must separate (sysctl.d(5)).
            String prefix = name.indexOf('.') < 0 ? "net.ipv4.conf." + name + "." : "net/ipv4/conf/" + name + "/";
            keys.add(prefix + first + " = " + firstValue);
            keys.add(prefix + second + " = " + secondValue);
        }
        return keys;
    }

    static List<Step> noSilence(GuideRequest request) {
        return request.vip().v6() ? List.of() : List.of(EarlierArp.restored("rm -f " + settings(request)));
    }

    private static String settings(GuideRequest request) {
        return "/etc/sysctl.d/90-weir-vip-" + request.tag() + ".conf";
    }

    private static String unit(GuideRequest request) {
        return "weir-vip-" + request.tag();
    }

    static String add(GuideRequest request) {
        return request.vip().v6()
                ? "ip -6 addr replace " + request.alone() + " dev lo nodad preferred_lft 0"
                : "ip address replace " + request.alone() + " dev lo";
    }

    private static String delete(GuideRequest request) {
        return "ip address del " + request.alone() + " dev lo";
    }

    private static Step gone(GuideRequest request) {
        return Step.of("Have the VIP no more", delete(request) + " 2> /dev/null || true");
    }

    static List<Step> verify(GuideRequest request) {
        List<Step> steps = new ArrayList<>();
        if (!request.vip().v6()) {
            steps.add(Step.of(
                    "Silence: arp_ignore is 1 or more, arp_announce is 2",
                    "[ \"$(cat /proc/sys/net/ipv4/conf/all/arp_ignore)\" -ge 1 ]",
                    "[ \"$(cat /proc/sys/net/ipv4/conf/all/arp_announce)\" -eq 2 ]"));
        }
        steps.add(Step.of(
                "The VIP is on lo",
                "ip " + (request.vip().v6() ? "-6 " : "") + "-o address show dev lo to " + request.alone()
                        + " | grep ."));
        return steps;
    }
}
