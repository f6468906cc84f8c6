package io.weir.arp.check;

import io.weir.core.net.IpAddress;
import java.util.List;

/** Hears of others who speak for our VIPs, on the thread that listens, which it must not hold up. */
@FunctionalInterface
public interface SightingListener {
    /** Told once in five minutes for each VIP and station. */
    void sighted(Sighting sighting);

    /**
     * Somebody else has spoken for a VIP.
     *
     * @param services whose VIP it is
     * @param vip the VIP
     * @param by who, and on which occasion
     */
    record Sighting(List<String> services, IpAddress vip, CheckReport.Answer by) {
        /** Copies the list. */
        public Sighting {
            services = List.copyOf(services);
        }
    }
}
