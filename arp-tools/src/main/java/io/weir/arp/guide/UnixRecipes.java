package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/**
 * Systems that answer ARP and neighbour solicitations only for addresses of the interface that they come in on: there
 * the VIP on the loopback interface is silent by itself.
 */
final class UnixRecipes {
    private static final String SILENT = "This system answers only for addresses of the interface that is asked, so the"
            + " VIP on the loopback interface is silent by itself.";

    private UnixRecipes() {}

    static Recipe freebsd(GuideRequest request) {
        String add = request.vip().v6()
                ? "ifconfig lo0 inet6 " + request.alone() + " deprecated alias"
                : "ifconfig lo0 inet " + request.alone() + " alias";
        String file = "/etc/start_if.lo0";
        return recipe(
                request,
                List.of(
                        Step.of("Have the VIP, without a word on the network", add),
                        append("Do the same at every start", file, add)),
                List.of(shown("ifconfig lo0", request)),
                List.of(
                        without("Do it at no start any more", file, add),
                        Step.of(
                                "Have the VIP no more",
                                "ifconfig lo0 " + family(request) + " " + request.vip()
                                        + " -alias 2> /dev/null || true")),
                SILENT);
    }

    static Recipe macos(GuideRequest request) {
        String label = "net.weir.vip." + request.tag();
        String file = "/Library/LaunchDaemons/" + label + ".plist";
        List<String> arguments = request.vip().v6()
                ? List.of("/sbin/ifconfig", "lo0", "inet6", request.vip().toString(), "prefixlen", "128", "alias")
                : List.of("/sbin/ifconfig", "lo0", "alias", request.vip().toString(), "netmask", "255.255.255.255");
        List<String> lines = new ArrayList<>(Shell.write(file, plist(label, arguments)));
        lines.add("chown root:wheel " + file);
        lines.add("chmod 644 " + file);
        return recipe(
                request,
                List.of(
                        Step.of("Have the VIP, without a word on the network", String.join(" ", arguments)),
                        new Step("Do the same at every start, by launchd", lines)),
                List.of(shown("ifconfig lo0", request)),
                List.of(
                        Step.of("Do it at no start any more", "rm -f " + file),
                        Step.of(
                                "Have the VIP no more",
                                "ifconfig lo0 " + family(request) + " " + request.vip()
                                        + " -alias 2> /dev/null || true")),
                SILENT);
    }

    /** A file for launchd that runs one command at the start. */
    static List<String> plist(String label, List<String> arguments) {
        List<String> text = new ArrayList<>(List.of(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>",
                "<plist version=\"1.0\"><dict>",
                "<key>Label</key><string>" + label + "</string>",
                "<key>RunAtLoad</key><true/>",
                "<key>ProgramArguments</key><array>"));
        arguments.forEach(argument -> text.add("  <string>" + argument + "</string>"));
        text.add("</array></dict></plist>");
        return text;
    }

    static Recipe solaris(GuideRequest request) {
        String object = "lo0/weir" + request.tag().replaceAll("[.-]", "_");
        String properties = request.vip().v6() ? "ipv6" : "ipv4";
        return recipe(
                request,
                List.of(
                        Step.of(
                                "Have the VIP, now and at every start",
                                "ipadm show-addr " + object + " > /dev/null 2>&1 ||",
                                "    ipadm create-addr -T static -a " + request.alone() + " " + object),
                        Step.of(
                                "Never choose it as a source of own connections",
                                "ipadm set-addrprop -p deprecated=on " + object),
                        Step.of(
                                "Take packets for it that come in on other interfaces (the default)",
                                "ipadm set-prop -p hostmodel=weak " + properties)),
                List.of(
                        Step.of("The VIP is there", "ipadm show-addr " + object),
                        Step.of(
                                "Weak host model",
                                "ipadm show-prop -p hostmodel -c -o current " + properties + " | grep weak")),
                List.of(Step.of("Have the VIP no more", "ipadm delete-addr " + object + " 2> /dev/null || true")),
                SILENT);
    }

    static Recipe solaris10(GuideRequest request) {
        String alias = "lo0:" + (1 + (int) (request.vip().low() & 0xff));
        String inet = request.vip().v6() ? "inet6 " : "";
        String boot = request.vip().v6() ? "/etc/hostname6." + alias : "/etc/hostname." + alias;
        String settings = request.vip().v6()
                ? request.alone() + " deprecated up"
                : request.vip() + " netmask 255.255.255.255 deprecated up";
        return recipe(
                request,
                List.of(
                        Step.of(
                                "Have the VIP, without a word on the network",
                                "ifconfig " + alias + " " + inet + "plumb 2> /dev/null || true",
                                "ifconfig " + alias + " " + inet + settings),
                        new Step("Do the same at every start", Shell.write(boot, List.of(settings)))),
                List.of(shown("ifconfig -a", request)),
                List.of(
                        Step.of("Do it at no start any more", "rm -f " + boot),
                        Step.of(
                                "Have the VIP no more",
                                "ifconfig " + alias + " " + inet + "unplumb 2> /dev/null || true")),
                SILENT,
                "The alias " + alias + " comes from the VIP's last byte; take another if it is in use.");
    }

    static Recipe aix(GuideRequest request) {
        String add = request.vip().v6()
                ? "ifconfig lo0 inet6 " + request.alone() + " alias"
                : "ifconfig lo0 alias " + request.vip() + " netmask 255.255.255.255";
        return recipe(
                request,
                List.of(
                        Step.of("Have the VIP, without a word on the network", add),
                        append("Do the same at every start", "/etc/rc.net", add)),
                List.of(
                        shown("ifconfig lo0", request),
                        Step.of(
                                "No route has come with it but the VIP's own: look, and delete any other to lo0",
                                "netstat -rn | grep lo0")),
                List.of(
                        without("Do it at no start any more", "/etc/rc.net", add),
                        Step.of(
                                "Have the VIP no more",
                                request.vip().v6()
                                        ? "ifconfig lo0 inet6 " + request.alone() + " delete 2> /dev/null || true"
                                        : "ifconfig lo0 delete " + request.vip() + " 2> /dev/null || true")),
                SILENT);
    }

    private static Recipe recipe(
            GuideRequest request, List<Step> apply, List<Step> verify, List<Step> undo, String... notes) {
        return new Recipe(
                request,
                "Direct return (l4-dr): have " + request.vip() + " on the loopback interface",
                Recipes.direct(request, notes),
                apply,
                verify,
                undo);
    }

    private static String family(GuideRequest request) {
        return request.vip().v6() ? "inet6" : "inet";
    }

    private static Step shown(String command, GuideRequest request) {
        return Step.of(
                "The VIP is there",
                command + " | grep '" + family(request) + " "
                        + request.vip().toString().replace(".", "\\.") + "[ /]'");
    }

    /** A line at the end of a file, once. */
    static Step append(String why, String file, String line) {
        return Step.of(
                why,
                "file=" + file,
                "line='" + line + "'",
                "grep -Fx \"$line\" \"$file\" > /dev/null 2>&1 ||",
                "    echo \"$line\" >> \"$file\"");
    }

    /**
     * The file without the line. It stays the same one, with its owner and mode, and as it is when the copy fails: it is
     * one that the system starts by. grep ends with 1 when no other line is left.
     */
    static Step without(String why, String file, String line) {
        return Step.of(
                why,
                "file=" + file,
                "line='" + line + "'",
                "if grep -Fx \"$line\" \"$file\" > /dev/null 2>&1; then",
                "    { grep -vFx \"$line\" \"$file\" > \"$file.weir\" || [ $? -eq 1 ]; } &&",
                "        cat \"$file.weir\" > \"$file\"",
                "    rm -f \"$file.weir\"",
                "fi");
    }
}
