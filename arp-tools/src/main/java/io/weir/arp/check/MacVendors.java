package io.weir.arp.check;

import io.weir.core.net.MacAddress;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who has made an Ethernet address: the assigned prefixes (IEEE MA-L) that servers, their cards and virtual machines
 * commonly have, and the addresses that protocols make up. Far from complete: no name means nothing.
 */
public final class MacVendors {
    private static final Map<Long, String> PREFIXES = new HashMap<>();
    private static final long LOCAL = 0x0200_0000_0000L;
    /** Host priorities of a cluster go to 32. */
    private static final int LAST_PRIORITY = 0x20;

    static {
        put("VMware", 0x005056, 0x000c29, 0x000569, 0x001c14);
        put("Hyper-V", 0x00155d);
        put("QEMU/KVM", 0x525400);
        put("Xen", 0x00163e);
        put("VirtualBox", 0x080027, 0x0a0027);
        put("Parallels", 0x001c42);
        put("Proxmox", 0xbc2411);
        put("Nutanix", 0x506b8d);
        put("Dell", 0x001422, 0x00188b, 0x001ec9, 0x002219, 0x14feb5, 0x1866da, 0x246e96, 0x549f35, 0x782bcb);
        put("Dell", 0x842b2b, 0xb82a72, 0xb8ca3a, 0xd067e5, 0xd4ae52, 0xe4434b, 0xecf4bb, 0xf01fa7, 0xf8bc12);
        put("HPE", 0x0017a4, 0x001a4b, 0x001cc4, 0x001f29, 0x00215a, 0x002481, 0x0025b3, 0x1458d0, 0x14026c);
        put("HPE", 0x3863bb, 0x3ca82a, 0x3cd92b, 0x5065f3, 0x70106f, 0x941882, 0x9457a5, 0x98f2b3, 0x9cb654);
        put("Supermicro", 0x002590, 0x003048, 0x0cc47a, 0x3cecef, 0xac1f6b);
        put("IBM", 0x001a64, 0x00215e, 0x40f2e9, 0x5cf3fc, 0xe41f13);
        put("Fujitsu", 0x901b0e);
        put("Oracle", 0x0010e0, 0x00144f, 0x002128);
        put("Cisco UCS", 0x0025b5);
        put("Intel", 0x001517, 0x001b21, 0x3cfdfe, 0x6805ca, 0x90e2ba, 0xa0369f, 0xb49691, 0xf8f21e);
        put("NVIDIA/Mellanox", 0x0002c9, 0x0c42a1, 0x1070fd, 0x248a07, 0x506b4b, 0x7cfe90, 0x98039b, 0xb8599f);
        put("NVIDIA/Mellanox", 0xb8cef6, 0xe41d2d, 0xec0d9a, 0xf45214);
        put("Broadcom", 0x000af7, 0x001018);
        put("Realtek", 0x00e04c);
        put("Raspberry Pi", 0xb827eb, 0xdca632, 0xe45f01);
    }

    private MacVendors() {}

    private static void put(String vendor, long... prefixes) {
        for (long prefix : prefixes) {
            PREFIXES.put(prefix, vendor);
        }
    }

    /** The maker or protocol; {@code locally administered} for an address that somebody made up; null when unknown. */
    public static @Nullable String of(MacAddress mac) {
        if (isLoadBalancing(mac)) {
            return "Windows NLB cluster";
        }
        long prefix = mac.bits() >>> 24;
        String known = PREFIXES.get(prefix);
        if (known != null) {
            return known;
        }
        if (prefix == 0x00005e && (mac.bits() >>> 16 & 0xff) <= 0x02) {
            return "VRRP router " + (mac.bits() & 0xff);
        }
        if (mac.bits() >>> 8 == 0x00000c07acL) {
            return "HSRP group " + (mac.bits() & 0xff);
        }
        if (mac.bits() >>> 32 == 0x0242) {
            return "container (Docker)";
        }
        if (mayBeLoadBalancing(mac)) {
            return "locally administered, perhaps a host of a Windows NLB cluster";
        }
        return (mac.bits() & LOCAL) != 0 ? "locally administered" : null;
    }

    /** Whether it is the address of a cluster of Windows NLB: 02-bf in mode unicast, 03-bf in mode multicast. */
    public static boolean isLoadBalancing(MacAddress mac) {
        long prefix = mac.bits() >>> 32;
        return prefix == 0x02bf || prefix == 0x03bf;
    }

    /** Hosts of a unicast cluster send from 02-01 to 02-20, by their priority; others may have such an address too. */
    private static boolean mayBeLoadBalancing(MacAddress mac) {
        long priority = (mac.bits() >>> 32) & 0xff;
        return mac.bits() >>> 40 == 0x02 && priority >= 1 && priority <= LAST_PRIORITY;
    }

    /** {@code 52:54:00:12:34:56 (QEMU/KVM)}. */
    public static String named(MacAddress mac) {
        String vendor = of(mac);
        return vendor == null ? mac.toString() : mac + " (" + vendor + ")";
    }
}
