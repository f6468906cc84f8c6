package io.weir.core.config;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Addresses as the file writes them: literals that one host can have. */
final class AddressText {
    private static final String RIGHT = "write an address such as 192.0.2.10 or 2001:db8::10";
    private static final long V4_MAPPED = 0xffffL;

    private AddressText() {}

    /** An address that a packet can come from or go to: no group, no broadcast, nothing unspecified. */
    static final ValueType.Text<IpAddress> HOST =
            new ValueType.Text<>("an IPv4 or IPv6 address", RIGHT, List.of(), AddressText::readHost);

    /** An address to listen on, where unspecified means every address of this machine. */
    static final ValueType.Text<IpAddress> LISTEN =
            new ValueType.Text<>("an IPv4 or IPv6 address", RIGHT, List.of(), AddressText::read);

    /** A network: an address with or without a prefix length. */
    static final ValueType.Text<Cidr> NETWORK = new ValueType.Text<>(
            "a network", "write a network such as 192.0.2.0/24 or 2001:db8::/32", List.of(), (text, problem) -> {
                Cidr network = Cidr.parse(text).orElse(null);
                if (network == null) {
                    problem.accept(Shown.quoted(text)
                            + " is not a network; write an address and a prefix length such as 192.0.2.0/24");
                    return null;
                }
                IpAddress first = network.address().masked(network.prefix());
                if (!first.equals(network.address())) {
                    problem.accept(Shown.quoted(text) + " has bits beyond its prefix; write " + first + "/"
                            + network.prefix() + " for the network, or the address alone for one host");
                    return null;
                }
                return network;
            });

    private static @Nullable IpAddress readHost(String text, Consumer<String> problem) {
        IpAddress address = read(text, problem);
        if (address != null && address.isUnspecified()) {
            problem.accept(text + " stands for every address; write the one address that is meant");
            return null;
        }
        return address;
    }

    private static @Nullable IpAddress read(String text, Consumer<String> problem) {
        IpAddress address = IpAddress.parse(text).orElse(null);
        String wrong = address == null ? notLiteral(text) : notUsable(address);
        if (wrong != null) {
            problem.accept(wrong);
            return null;
        }
        return address;
    }

    private static String notLiteral(String text) {
        String shown = Shown.quoted(text);
        int slash = text.indexOf('/');
        if (slash > 0 && IpAddress.parse(text.substring(0, slash)).isPresent()) {
            return shown + " has a prefix length; write the address alone: " + text.substring(0, slash);
        }
        int colon = text.lastIndexOf(':');
        if (colon > 0
                && IpAddress.parse(text.substring(0, colon))
                        .filter(a -> !a.v6())
                        .isPresent()) {
            return shown + " has a port; write the address alone and give the port its own key";
        }
        if (text.indexOf('%') > 0) {
            return shown + " has a zone; addresses of one link cannot be used here, write a routable one";
        }
        if (text.startsWith("[")) {
            return shown + " has brackets; write the address alone, in quotes";
        }
        if (text.matches("[A-Za-z0-9.-]*[A-Za-z][A-Za-z0-9.-]*")) {
            return shown + " is a name; names are not looked up here, " + RIGHT;
        }
        return shown + " is not an IPv4 or IPv6 address; " + RIGHT;
    }

    private static @Nullable String notUsable(IpAddress address) {
        if (address.isMulticast()) {
            return address + " is a multicast address; write the address of one host";
        }
        if (!address.v6() && address.v4Bits() == -1) {
            return address + " is the broadcast address; write the address of one host";
        }
        if (address.v6() && address.high() == 0 && address.low() >>> 32 == V4_MAPPED) {
            return address + " is an IPv4 address in IPv6 form; write " + IpAddress.v4((int) address.low());
        }
        if (address.v6() && address.high() >>> 54 == 0xfe80 >>> 6) {
            return address + " is a link-local address, which is ambiguous without its interface; write a routable one";
        }
        return null;
    }
}
