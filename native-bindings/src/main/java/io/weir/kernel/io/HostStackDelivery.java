package io.weir.kernel.io;

import io.weir.kernel.bpf.HostStack;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Gives frames to the host by way of a test run of an XDP program that passes them. */
final class HostStackDelivery implements HostDelivery {
    private final int[] interfaces;
    private final HostStack stack;

    /** Owns the stack. */
    HostStackDelivery(List<PacketLink> links, HostStack stack) {
        this.interfaces = links.stream().mapToInt(PacketLink::interfaceIndex).toArray();
        this.stack = stack;
    }

    @Override
    public boolean deliver(int link, MemorySegment segment, long base, int length) {
        return stack.put(segment, base, length, interfaces[link], 0) >= 0;
    }

    @Override
    public void close() {
        stack.close();
    }
}
