package io.weir.arp.guide;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a real server runs, as far as a recipe depends on it. */
public enum ServerSystem {
    /** Any Linux, without a network manager. */
    LINUX("linux", "Linux: sysctl and ip", false, "sysctl"),
    /** The address by systemd-networkd. */
    LINUX_NETWORKD("linux-networkd", "Linux: systemd-networkd", false, "networkd", "systemd-networkd"),
    /** The address by NetworkManager. */
    LINUX_NETWORKMANAGER(
            "linux-networkmanager",
            "Linux: NetworkManager 1.42 or newer",
            false,
            "networkmanager",
            "nmcli",
            "rhel",
            "fedora",
            "rocky",
            "alma"),
    /** The address by netplan. */
    LINUX_NETPLAN("linux-netplan", "Linux: netplan (Ubuntu)", false, "netplan", "ubuntu"),
    /** The address by ifupdown. */
    LINUX_IFUPDOWN("linux-ifupdown", "Linux: ifupdown (Debian)", false, "ifupdown", "debian"),
    /** No address: the firewall hands packets for the VIP to the server's own. */
    LINUX_REDIRECT("linux-redirect", "Linux: no VIP on the server, nft redirect", false, "redirect", "iptables"),
    /** The firewall drops ARP questions for the VIP. */
    LINUX_NFT("linux-nft", "Linux: nft drops ARP for the VIP", false, "nft", "arptables"),
    /** A container with an Ethernet address of its own. */
    CONTAINER("container", "Container with its own address (macvlan)", false, "docker", "podman", "kubernetes"),
    /** Windows Server, set up by PowerShell. */
    WINDOWS("windows", "Windows Server 2012 or newer: PowerShell", true, "windows-server", "powershell"),
    /** Windows Server, set up by netsh. */
    WINDOWS_NETSH("windows-netsh", "Windows Server 2008 or newer: netsh", true, "netsh"),
    /** FreeBSD. */
    FREEBSD("freebsd", "FreeBSD", false, "bsd"),
    /** macOS. */
    MACOS("macos", "macOS", false, "darwin", "osx"),
    /** Solaris from 11 and illumos. */
    SOLARIS("solaris", "Solaris 11, illumos: ipadm", false, "solaris-11", "illumos"),
    /** Solaris up to 10. */
    SOLARIS_10("solaris-10", "Solaris 10: ifconfig", false),
    /** AIX. */
    AIX("aix", "AIX", false);

    private final String key;
    private final String title;
    private final boolean windows;
    /** Between blanks. */
    private final String otherNames;

    ServerSystem(String key, String title, boolean windows, String... otherNames) {
        this.key = key;
        this.title = title;
        this.windows = windows;
        this.otherNames = String.join(" ", otherNames);
    }

    /** The word for {@code --os}. */
    public String key() {
        return key;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** Other words for the same. */
    public List<String> otherNames() {
        return otherNames.isEmpty() ? List.of() : List.of(otherNames.split(" ", -1));
    }

    /** Whether its scripts are PowerShell; else they are of the POSIX shell. */
    public boolean windows() {
        return windows;
    }

    boolean linux() {
        return key.startsWith("linux") || this == CONTAINER;
    }

    /** By its word or one of its other ones, in any case. */
    public static Optional<ServerSystem> parse(String text) {
        String word = text.toLowerCase(Locale.ROOT);
        return Arrays.stream(values())
                .filter(system -> system.key.equals(word) || system.otherNames().contains(word))
                .findFirst();
    }

    /** A line for each that is known, for a help or a message. */
    public static List<String> known() {
        return Arrays.stream(values())
                .map(system -> String.format(Locale.ROOT, "  %-21s %s", system.key, system.title))
                .toList();
    }
}
