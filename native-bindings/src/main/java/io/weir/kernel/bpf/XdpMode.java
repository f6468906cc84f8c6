package io.weir.kernel.bpf;

/** How an XDP program runs: {@code XDP_FLAGS_…_MODE} of linux/if_link.h. */
public enum XdpMode {
    /** In the driver, before there is a packet. Not every driver can. */
    NATIVE(1 << 2),
    /** In the kernel's network stack, on any interface; slower, and after the driver has made a packet. */
    GENERIC(1 << 1);

    private final int flag;

    XdpMode(int flag) {
        this.flag = flag;
    }

    int flag() {
        return flag;
    }
}
