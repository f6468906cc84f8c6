package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * What a Linux server's ARP settings were before the first recipe changed them. They are not always the kernel's: a host
 * may need the silence for something else. Undo of the last VIP brings them back, and changes nothing where nothing was
 * kept.
 */
final class EarlierArp {
    /** Lines of {@code all/arp_ignore:0}. */
    private static final String FILE = FirewallRecipes.FOLDER + "/arp-before";

    private EarlierArp() {}

    /** Keeps the values of these keys, below {@code /proc/sys/net/ipv4/conf/}, that are not kept already. */
    static Step kept(List<String> keys) {
        List<String> lines = new ArrayList<>(List.of("mkdir -p " + FirewallRecipes.FOLDER));
        lines.add("for key in " + String.join(" ", keys) + "; do");
        lines.addAll(List.of(
                "    grep -q \"^$key:\" " + FILE + " 2> /dev/null ||",
                "        echo \"$key:$(cat \"/proc/sys/net/ipv4/conf/$key\")\" \\",
                "            >> " + FILE,
                "done"));
        return new Step("Keep what is set now, for undo", lines);
    }

    /** Brings them back when no recipe of another VIP needs what it has set. */
    static Step restored(String... first) {
        List<String> lines = new ArrayList<>(List.of(first));
        lines.addAll(List.of(
                "if [ -f " + FILE + " ] &&",
                "    ! ls /etc/sysctl.d/90-weir-vip-* > /dev/null 2>&1 &&",
                "    ! ls " + FirewallRecipes.FOLDER + "/weir-arp-* > /dev/null 2>&1; then",
                "    while IFS=: read -r key value; do",
                "        echo \"$value\" > \"/proc/sys/net/ipv4/conf/$key\" || true",
                "    done < " + FILE,
                "    rm -f " + FILE,
                "fi",
                "rmdir " + FirewallRecipes.FOLDER + " 2> /dev/null || true"));
        return new Step("Answer ARP as before, unless another VIP of Weir needs the silence", lines);
    }
}
