package io.weir.core.net;

import java.util.Optional;

/**
 * An address and a prefix length: an interface's address with its subnet, or a network.
 *
 * @param address the address; its host bits may be set
 * @param prefix prefix length in bits, 0..32 or 0..128
 */
public record Cidr(IpAddress address, int prefix) {
    /** Refuses a prefix longer than the address. */
    public Cidr {
        if (prefix < 0 || prefix > address.bits()) {
            throw new IllegalArgumentException("prefix " + prefix + " is not in 0.." + address.bits());
        }
    }

    /** Reads {@code 192.0.2.1/24}; without a prefix, the whole address. */
    public static Optional<Cidr> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddress.parse(text).map(address -> new Cidr(address, address.bits()));
        }
        String digits = text.substring(slash + 1);
        if (!digits.matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        int prefix = Integer.parseInt(digits);
        return IpAddress.parse(text.substring(0, slash))
                .filter(address -> prefix <= address.bits())
                .map(address -> new Cidr(address, prefix));
    }

    /** Whether the other address has the same family and the same first {@link #prefix} bits. */
    public boolean contains(IpAddress other) {
        return other.v6() == address.v6() && other.masked(prefix).equals(address.masked(prefix));
    }

    @Override
    public String toString() {
        return address + "/" + prefix;
    }
}
