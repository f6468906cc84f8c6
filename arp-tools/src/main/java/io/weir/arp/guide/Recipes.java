package io.weir.arp.guide;

import java.util.ArrayList;
import java.util.List;

/** Finds the recipe. */
public final class Recipes {
    private Recipes() {}

    /** The recipe for this request. */
    public static Recipe of(GuideRequest request) {
        if (request.mode() == GuideRequest.ServingMode.NAT) {
            return NatRecipes.of(request);
        }
        return switch (request.system()) {
            case LINUX -> LinuxRecipes.plain(request);
            case LINUX_NETWORKD -> LinuxRecipes.networkd(request);
            case LINUX_NETWORKMANAGER -> LinuxRecipes.networkManager(request);
            case LINUX_NETPLAN -> LinuxRecipes.netplan(request);
            case LINUX_IFUPDOWN -> LinuxRecipes.ifupdown(request);
            case LINUX_REDIRECT -> FirewallRecipes.redirect(request);
            case LINUX_NFT -> FirewallRecipes.arp(request);
            case CONTAINER -> ContainerRecipes.direct(request);
            case WINDOWS -> WindowsRecipes.powershell(request);
            case WINDOWS_NETSH -> WindowsRecipes.netsh(request);
            case FREEBSD -> UnixRecipes.freebsd(request);
            case MACOS -> UnixRecipes.macos(request);
            case SOLARIS -> UnixRecipes.solaris(request);
            case SOLARIS_10 -> UnixRecipes.solaris10(request);
            case AIX -> UnixRecipes.aix(request);
        };
    }

    /** What every server of direct return must know. */
    static List<String> direct(GuideRequest request, String... more) {
        List<String> notes = new ArrayList<>(List.of(more));
        notes.add("The service must accept connections to " + request.vip()
                + ": let it listen on all addresses or on this one too, on the port that clients use.");
        return notes;
    }
}
