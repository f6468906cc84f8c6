package io.weir.arp.vip;

import io.weir.core.net.Cidr;
import io.weir.core.net.IpAddress;
import io.weir.core.net.MacAddress;
import io.weir.kernel.sys.Errno;
import io.weir.kernel.sys.ErrnoException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A host whose addresses are a map, and whose kernel refuses what it is told to refuse. */
final class MemoryHost implements HostAddresses {
    private final Map<Integer, HostInterface> interfaces = new LinkedHashMap<>();
    private final Map<IpAddress, Integer> refused = new LinkedHashMap<>();
    private boolean keepsMarks = true;

    static MemoryHost withLoopback() {
        MemoryHost host = new MemoryHost();
        host.interfaces.put(1, new HostInterface(1, "lo", true, true, null, List.of(address("127.0.0.1/8", false))));
        return host;
    }

    MemoryHost with(String name, boolean up, String... cidrs) {
        int index = interfaces.size() + 1;
        List<HostInterface.Address> addresses = new ArrayList<>();
        for (String cidr : cidrs) {
            addresses.add(address(cidr, false));
        }
        interfaces.put(
                index, new HostInterface(index, name, up, false, new MacAddress(0x0200_0000_0000L + index), addresses));
        return this;
    }

    /** Makes additions of this address fail. */
    void refuse(String address, int errno) {
        refused.put(IpAddress.of(address), errno);
    }

    /** Behaves like a kernel before 5.18. */
    void forgetMarks() {
        keepsMarks = false;
    }

    /** Someone else adds an address. */
    void put(String name, String cidr, boolean marked) {
        HostInterface one = named(name);
        change(one, address(cidr, marked));
    }

    /** Someone else removes an address. */
    void take(String name, String address) {
        HostInterface one = named(name);
        without(one, IpAddress.of(address));
    }

    /** {@code eth0 192.0.2.77/32} for every address with Weir's mark, and without one for the others. */
    List<String> addressesOf(String name) {
        return named(name).addresses().stream()
                .map(own -> own.cidr() + (own.marked() ? " marked" : ""))
                .toList();
    }

    @Override
    public List<HostInterface> interfaces() {
        return List.copyOf(interfaces.values());
    }

    @Override
    public void add(int interfaceIndex, IpAddress address) throws IOException {
        Integer errno = refused.get(address);
        if (errno != null) {
            throw new ErrnoException("RTM_NEWADDR " + address, errno);
        }
        change(indexed(interfaceIndex), new HostInterface.Address(new Cidr(address, address.bits()), keepsMarks));
    }

    @Override
    public void remove(int interfaceIndex, Cidr address) throws IOException {
        HostInterface one = indexed(interfaceIndex);
        if (one.addresses().stream().noneMatch(own -> own.cidr().equals(address))) {
            throw new ErrnoException("RTM_DELADDR " + address, Errno.EADDRNOTAVAIL);
        }
        without(one, address.address());
    }

    private HostInterface indexed(int index) {
        HostInterface one = interfaces.get(index);
        if (one == null) {
            throw new IllegalArgumentException("no interface " + index);
        }
        return one;
    }

    private HostInterface named(String name) {
        return interfaces.values().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void without(HostInterface one, IpAddress address) {
        replace(
                one,
                one.addresses().stream()
                        .filter(own -> !own.cidr().address().equals(address))
                        .toList());
    }

    private void change(HostInterface one, HostInterface.Address added) {
        List<HostInterface.Address> addresses = new ArrayList<>(one.addresses());
        addresses.add(added);
        replace(one, addresses);
    }

    private void replace(HostInterface one, List<HostInterface.Address> addresses) {
        interfaces.put(
                one.index(),
                new HostInterface(one.index(), one.name(), one.up(), one.loopback(), one.mac(), addresses));
    }

    private static HostInterface.Address address(String cidr, boolean marked) {
        return new HostInterface.Address(Cidr.parse(cidr).orElseThrow(), marked);
    }
}
