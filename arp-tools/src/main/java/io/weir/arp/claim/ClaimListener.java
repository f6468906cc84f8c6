package io.weir.arp.claim;

import io.weir.core.net.MacAddress;
import org.jspecify.annotations.Nullable;

/** Hears what happens to claims later; on their thread, which it must not hold up. */
public interface ClaimListener {
    /**
     * Somebody else says that an address we hold is theirs; told at most every 10 s for each address. We have announced
     * it again by then (RFC 5227 section 2.4 (c)).
     *
     * @param held what we hold
     * @param mac who says so
     * @param server the name of the DR server with this Ethernet address; null for a stranger
     */
    void contested(WantedClaim held, MacAddress mac, @Nullable String server);

    /** Nobody else has the address of {@link AddressClaims#recheck} any more; it is not checked again. */
    void available(Claim claim);
}
