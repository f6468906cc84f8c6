package io.weir.l4.plane;

import io.weir.arp.claim.Claim;
import io.weir.arp.claim.ClaimListener;
import io.weir.arp.claim.WantedClaim;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Links on which a test says who has which address. */
final class FakeWire implements Wire {
    static final MacAddress OTHER = new MacAddress(0x02_ee_00_00_00_01L);

    final ClaimListener listener;
    final Set<IpAddress> taken;
    final List<WantedClaim> asked = new ArrayList<>();
    final List<WantedClaim> announced = new ArrayList<>();
    final List<WantedClaim> withdrawn = new ArrayList<>();
    Set<WantedClaim> held = Set.of();
    Set<WantedClaim> waiting = Set.of();
    boolean closed;

    private final @Nullable RuntimeException fault;

    FakeWire(ClaimListener listener, Set<IpAddress> taken, @Nullable RuntimeException fault) {
        this.fault = fault;
        this.listener = listener;
        this.taken = taken;
    }

    @Override
    public List<Claim> claim(List<WantedClaim> wanted) {
        if (fault != null) {
            throw fault;
        }
        asked.addAll(wanted);
        return wanted.stream().map(this::answer).toList();
    }

    private Claim answer(WantedClaim one) {
        boolean conflict = taken.contains(one.address());
        return new Claim(
                one, conflict ? Claim.Outcome.CONFLICT : Claim.Outcome.OWNED, conflict ? OTHER : null, List.of(), null);
    }

    @Override
    public void hold(Collection<WantedClaim> claims) {
        held = new HashSet<>(claims);
    }

    @Override
    public void recheck(Collection<WantedClaim> claims) {
        waiting = new HashSet<>(claims);
    }

    @Override
    public void announce(WantedClaim claim, String name) {
        announced.add(claim);
    }

    @Override
    public void withdraw(WantedClaim claim) {
        withdrawn.add(claim);
    }

    @Override
    public void close() {
        closed = true;
    }
}
