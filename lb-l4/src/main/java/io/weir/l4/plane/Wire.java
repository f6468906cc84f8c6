package io.weir.l4.plane;

import io.weir.arp.claim.Claim;
import io.weir.arp.claim.WantedClaim;
import java.util.Collection;
import java.util.List;

/** What is said and heard on the links about the addresses that are ours. */
public interface Wire extends AutoCloseable {
    /** Asks whether anyone has these addresses, which takes about 300 ms if there are any; a result for each. */
    List<Claim> claim(List<WantedClaim> wanted);

    /** Defends exactly these from now on. */
    void hold(Collection<WantedClaim> claims);

    /** Asks for exactly these again and again, until nobody has them. */
    void recheck(Collection<WantedClaim> claims);

    /** Tells neighbours that an address is at this interface; {@code name} is for messages. */
    void announce(WantedClaim claim, String name);

    /** Takes part no longer for an address announced before. */
    void withdraw(WantedClaim claim);

    /** Says nothing any more. */
    @Override
    void close();
}
