package io.weir.kernel.bpf;

/** What of BPF we use and not every kernel has. */
public enum BpfFeature {
    /** Programs and maps at all, with their names and with where a program is to be attached. */
    BPF("loading BPF programs", "4.18", "CONFIG_BPF_SYSCALL"),
    /** {@link MapKind#LRU_HASH}. */
    LRU_HASH("an LRU hash map", MapKind.LRU_HASH.since(), ""),
    /** {@link MapKind#LPM_TRIE}. */
    LPM_TRIE("a longest-prefix map", MapKind.LPM_TRIE.since(), ""),
    /** {@link MapKind#DEVMAP}. */
    DEVICE_MAP("a device map", MapKind.DEVMAP.since(), ""),
    /** {@link MapKind#XSKMAP}. */
    SOCKET_MAP("a map of AF_XDP sockets", MapKind.XSKMAP.since(), "CONFIG_XDP_SOCKETS"),
    /** {@link Program#frags}. */
    XDP_FRAGS("XDP on frames in several buffers", "5.18", ""),
    /** {@link BpfLink#xdp}. */
    XDP_LINK("attaching XDP programs by links", "5.9", ""),
    /** {@link BpfLink#tcxIngress}. */
    TCX("attaching programs by TCX", "6.6", "CONFIG_NET_XGRESS"),
    /** {@link HostStack}. */
    LIVE_FRAMES("handing frames to the host by test runs", "5.18", "");

    private final String text;
    private final String since;
    private final String option;

    BpfFeature(String text, String since, String option) {
        this.text = text;
        this.since = since;
        this.option = option;
    }

    /** The first Linux that has it, as {@code 5.18}. */
    public String since() {
        return since;
    }

    /** A sentence for people on its lack. */
    String missing(String release, String reason) {
        return text + " needs Linux " + since + " or later" + (option.isEmpty() ? "" : " with " + option)
                + "; this is Linux " + release + ", which says " + reason;
    }
}
