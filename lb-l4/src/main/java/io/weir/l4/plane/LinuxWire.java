package io.weir.l4.plane;

import io.weir.arp.announce.AddressAnnouncer;
import io.weir.arp.announce.SolicitedGroups;
import io.weir.arp.claim.AddressClaims;
import io.weir.arp.claim.Claim;
import io.weir.arp.claim.ClaimListener;
import io.weir.arp.claim.WantedClaim;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.List;

/** ARP and NDP over packet sockets. */
final class LinuxWire implements Wire {
    private static final Logger LOG = System.getLogger("io.weir.l4");

    private final AddressClaims claims;
    private final AddressAnnouncer announcer = AddressAnnouncer.overPacketSockets();
    private final SolicitedGroups groups = new SolicitedGroups();

    LinuxWire(ClaimListener listener) {
        this.claims = AddressClaims.open(listener);
    }

    @Override
    public List<Claim> claim(List<WantedClaim> wanted) {
        return claims.claim(wanted);
    }

    @Override
    public void hold(Collection<WantedClaim> held) {
        claims.hold(held);
    }

    @Override
    public void recheck(Collection<WantedClaim> conflicts) {
        claims.recheck(conflicts);
    }

    @Override
    public void announce(WantedClaim claim, String name) {
        try {
            groups.join(claim.address(), claim.interfaceIndex());
        } catch (IOException e) {
            LOG.log(Level.WARNING, e.getMessage());
        }
        announcer.withdraw(claim.address(), claim.interfaceIndex());
        announcer.announce(claim.address(), claim.interfaceIndex(), name, claim.mac());
    }

    @Override
    public void withdraw(WantedClaim claim) {
        announcer.withdraw(claim.address(), claim.interfaceIndex());
        groups.leave(claim.address(), claim.interfaceIndex());
    }

    @Override
    public void close() {
        claims.close();
        announcer.close();
        groups.close();
    }
}
