package io.weir.arp.guide;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a recipe is wanted for. Everything in it is safe to stand in a script: addresses are in their canonical form,
 * and a name of an interface has no character that a shell could read.
 *
 * @param system what the server runs
 * @param mode how its service is carried
 * @param vip the VIP
 * @param rip the server's own address, with its subnet for {@link ServingMode#NAT}; null when not told
 * @param interfaceName the interface that {@code rip} is on; null when not told
 * @param gateway the balancer's address in the server's subnet; null but for NAT
 */
public record GuideRequest(
        ServerSystem system,
        ServingMode mode,
        IpAddress vip,
        @Nullable Cidr rip,
        @Nullable String interfaceName,
        @Nullable IpAddress gateway) {
    /** Up to IFNAMSIZ on Linux; no slash, which would leave the folder of its settings, no blank, no quote. */
    private static final Pattern UNIX_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:@-]{0,14}");
    /** An alias as {@code vEthernet (LAN) 2}; no quote of any kind. */
    private static final Pattern WINDOWS_NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} ()_.:#*+-]{0,79}");

    /** How the VIP's service is carried. */
    public enum ServingMode {
        /** {@code l4-dr}: the server has the VIP, silently. */
        DR,
        /** {@code l4-nat} on one arm: the server's replies must go by the balancer, also those to its neighbours. */
        NAT
    }

    /** Refuses what no recipe can be made for; says what would be right. */
    public GuideRequest {
        if (vip.isUnspecified() || vip.isMulticast() || vip.isLoopback() || vip.isLinkLocal()) {
            throw new IllegalArgumentException("--vip " + vip + " is no address of a service");
        }
        if (rip != null && rip.address().v6() != vip.v6()) {
            throw new IllegalArgumentException(
                    "--rip " + rip.address() + " and --vip " + vip + " are not of the same family");
        }
        if (rip != null && rip.address().equals(vip)) {
            throw new IllegalArgumentException("--rip is the server's own address, not the VIP " + vip);
        }
        if (interfaceName != null
                && !(system.windows() ? WINDOWS_NAME : UNIX_NAME)
                        .matcher(interfaceName)
                        .matches()) {
            throw new IllegalArgumentException("--interface \"" + interfaceName + "\" is no name of an interface; "
                    + (system.windows()
                            ? "Get-NetAdapter lists them, as \"Ethernet 2\""
                            : "ip link or ifconfig -a lists them, as \"eth0\""));
        }
        if (mode == ServingMode.NAT) {
            requireNat(system, vip, rip, interfaceName, gateway);
        }
        if (system == ServerSystem.WINDOWS && interfaceName == null && rip == null) {
            throw new IllegalArgumentException("for Windows, say which adapter the server's own address is on:"
                    + " --rip ADDRESS, or --interface \"Ethernet\"");
        }
        if (system == ServerSystem.WINDOWS_NETSH && interfaceName == null) {
            throw new IllegalArgumentException("for netsh, say which adapter the server's own address is on:"
                    + " --interface \"Ethernet\" (netsh interface show interface lists them)");
        }
    }

    private static void requireNat(
            ServerSystem system,
            IpAddress vip,
            @Nullable Cidr rip,
            @Nullable String interfaceName,
            @Nullable IpAddress gateway) {
        if (gateway == null || rip == null || rip.prefix() > vip.bits() - 2 || rip.prefix() == 0) {
            throw new IllegalArgumentException("mode nat changes routes: say --gateway ADDRESS, the balancer's address"
                    + " in the server's subnet, and --rip ADDRESS/PREFIX, the server's with its subnet, as "
                    + (vip.v6() ? "2001:db8::51/64" : "192.0.2.51/24"));
        }
        if (!rip.contains(gateway) || rip.address().equals(gateway)) {
            throw new IllegalArgumentException("--gateway " + gateway + " is not another host of the subnet of --rip "
                    + rip + ", so the server cannot reach it");
        }
        if (interfaceName == null && system != ServerSystem.WINDOWS) {
            throw new IllegalArgumentException(
                    "mode nat changes routes: say --interface NAME, the interface that " + rip.address() + " is on");
        }
    }

    /**
     * From the words of a command or a request.
     *
     * @throws IllegalArgumentException when one is wrong; the message is for the operator and may have several lines
     */
    public static GuideRequest parse(
            String os,
            String vip,
            @Nullable String rip,
            @Nullable String interfaceName,
            @Nullable String mode,
            @Nullable String gateway) {
        ServerSystem system = ServerSystem.parse(os)
                .orElseThrow(() -> new IllegalArgumentException(
                        "--os " + shown(os) + " is not known; known are\n" + String.join("\n", ServerSystem.known())));
        ServingMode serving = switch (mode == null ? "dr" : mode) {
            case "dr", "l4-dr" -> ServingMode.DR;
            case "nat", "l4-nat" -> ServingMode.NAT;
            default ->
                throw new IllegalArgumentException("--mode " + shown(String.valueOf(mode))
                        + " needs no recipe or does not exist; dr and nat have one, snat and layer 7 need"
                        + " nothing on the server");
        };
        return new GuideRequest(
                system,
                serving,
                address("--vip", vip),
                rip == null ? null : cidr(rip),
                interfaceName,
                gateway == null ? null : address("--gateway", gateway));
    }

    private static IpAddress address(String option, String text) {
        return IpAddress.parse(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        option + " " + shown(text) + " is no address; write one as 192.0.2.10 or 2001:db8::10"));
    }

    private static Cidr cidr(String text) {
        Optional<Cidr> parsed = Cidr.parse(text);
        return parsed.orElseThrow(() -> new IllegalArgumentException(
                "--rip " + shown(text) + " is no address; write the server's own, as 192.0.2.51 or 192.0.2.51/24"));
    }

    private static String shown(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return "\"" + (printable.length() > 60 ? printable.substring(0, 60) + "..." : printable) + "\"";
    }

    /** {@code 192.0.2.10/32}. */
    String alone() {
        return vip + "/" + vip.bits();
    }

    /** The VIP as a part of a file's name. */
    String tag() {
        return vip.toString().replace(':', '-');
    }

    /** The command that gives this recipe. */
    public String command() {
        return "weir arp guide --os " + system.key() + " --vip " + vip
                + (rip == null
                        ? ""
                        : " --rip " + (mode == ServingMode.NAT ? rip.toString() : String.valueOf(rip.address())))
                + (interfaceName == null ? "" : " --interface " + quoted(interfaceName))
                + (mode == ServingMode.NAT ? " --mode nat --gateway " + gateway : "");
    }

    private static String quoted(String name) {
        return UNIX_NAME.matcher(name).matches() ? name : "\"" + name + "\"";
    }
}
