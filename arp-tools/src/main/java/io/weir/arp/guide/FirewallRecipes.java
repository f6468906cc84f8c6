package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/** Linux for direct return by nf_tables. */
final class FirewallRecipes {
    private static final String FLUSHED = "What empties nft's rules, as a restart of nftables.service does, takes this"
            + " one too: run apply again.";

    /** Of rules, and of what was set before. */
    static final String FOLDER = "/etc/weir-vip";

    private FirewallRecipes() {}

    static Recipe redirect(GuideRequest request) {
        String family = request.vip().v6() ? "ip6" : "ip";
        String table = table("weir_redirect_", request);
        String name = "weir-redirect-" + request.tag();
        List<String> rules = List.of(
                "table " + family + " " + table,
                "delete table " + family + " " + table,
                "table " + family + " " + table + " {",
                "    chain prerouting {",
                "        type nat hook prerouting priority -100;",
                "        " + family + " daddr " + request.vip() + " redirect",
                "    }",
                "}");
        return new Recipe(
                request,
                "Direct return (l4-dr) without the VIP: packets for " + request.vip()
                        + " go to the server's own address",
                List.of(
                        "The VIP is not on the server, so nothing can answer for it.",
                        "The service listens on the server's own address or on all, on the port that clients use.",
                        FLUSHED,
                        "It costs connection tracking. Without nft: "
                                + (request.vip().v6() ? "ip6tables" : "iptables") + " -t nat -A PREROUTING -d "
                                + request.vip() + " -j REDIRECT"),
                rules("Redirect what comes for the VIP", name, rules),
                List.of(Step.of(
                        "The rule is there",
                        "nft list table " + family + " " + table + " | grep 'daddr " + request.vip() + " redirect'")),
                List.of(
                        Shell.noUnit(name),
                        Step.of(
                                "Redirect no more",
                                "nft delete table " + family + " " + table + " 2> /dev/null || true",
                                "rm -f " + FOLDER + "/" + name + ".nft",
                                "rmdir " + FOLDER + " 2> /dev/null || true")));
    }

    static Recipe arp(GuideRequest request) {
        if (request.vip().v6()) {
            // Nothing to drop: an address of lo is silent.
            return LinuxRecipes.plain(request);
        }
        String table = table("weir_vip_", request);
        String name = "weir-arp-" + request.tag();
        List<String> rules = List.of(
                "table arp " + table,
                "delete table arp " + table,
                "table arp " + table + " {",
                "    chain input {",
                "        type filter hook input priority 0;",
                "        arp operation request arp daddr ip " + request.vip() + " drop",
                "    }",
                "}");
        Recipe plain = LinuxRecipes.plain(request);
        String announce = "echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce";
        List<Step> apply = new ArrayList<>();
        apply.add(EarlierArp.kept(List.of("all/arp_announce")));
        apply.addAll(rules("Drop ARP questions for the VIP", name, rules, announce));
        // Own questions must not come from the VIP; that is no matter of the rule.
        apply.add(Step.of("Ask from the server's own address only", announce));
        apply.add(Step.of("Have the VIP, without a word on the network", LinuxRecipes.add(request)));
        // The rule first, at a start too: else the VIP is answered for until it is there.
        apply.add(LinuxRecipes.unitStep(request, name + ".service"));
        List<Step> undo = new ArrayList<>(plain.undo().subList(0, 2));
        undo.add(Shell.noUnit(name));
        undo.add(EarlierArp.restored(
                "nft delete table arp " + table + " 2> /dev/null || true", "rm -f " + FOLDER + "/" + name + ".nft"));
        return new Recipe(
                request,
                "Direct return (l4-dr): have " + request.vip() + ", and let nft drop ARP questions for it",
                Recipes.direct(
                        request,
                        "For hosts whose arp_ignore must stay 0. Without nft: arptables -A INPUT -d " + request.vip()
                                + " -j DROP",
                        FLUSHED),
                apply,
                List.of(
                        Step.of(
                                "The rule is there",
                                "nft list table arp " + table + " | grep '" + request.vip() + " drop'"),
                        plain.verify().getLast()),
                undo);
    }

    private static List<Step> rules(String why, String name, List<String> rules, String... more) {
        String file = FOLDER + "/" + name + ".nft";
        List<String> lines = new ArrayList<>(List.of("mkdir -p " + FOLDER));
        lines.addAll(Shell.write(file, rules));
        lines.add("nft -f " + file);
        List<String> start = new ArrayList<>(List.of("nft -f " + file));
        start.addAll(List.of(more));
        return List.of(
                new Step(why, lines),
                Shell.unit(name, "Weir: " + why, "network-pre.target nftables.service", start, List.of()));
    }

    private static String table(String prefix, GuideRequest request) {
        return prefix + request.vip().toString().replaceAll("[.:]", "_");
    }
}
