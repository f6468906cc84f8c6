package io.weir.kernel.bpf;

/** Kinds of map, with their numbers in {@code enum bpf_map_type}. */
public enum MapKind {
    /** Any key, any value. */
    HASH(LinuxBpf.BPF_MAP_TYPE_HASH, "hash", "3.19"),
    /** Values by their index, all there from the start, zero. */
    ARRAY(LinuxBpf.BPF_MAP_TYPE_ARRAY, "array", "3.19"),
    /** An array for each CPU. */
    PERCPU_ARRAY(LinuxBpf.BPF_MAP_TYPE_PERCPU_ARRAY, "per-CPU array", "4.6"),
    /** A hash that drops what was not used for long when it is full. */
    LRU_HASH(LinuxBpf.BPF_MAP_TYPE_LRU_HASH, "LRU hash", "4.10"),
    /** The longest prefix that a key begins with. */
    LPM_TRIE(LinuxBpf.BPF_MAP_TYPE_LPM_TRIE, "longest prefix", "4.11"),
    /** Interfaces to send a frame by. */
    DEVMAP(LinuxBpf.BPF_MAP_TYPE_DEVMAP, "device", "4.14"),
    /** AF_XDP sockets to hand a frame to. */
    XSKMAP(LinuxBpf.BPF_MAP_TYPE_XSKMAP, "XDP socket", "4.18");

    private final int number;
    private final String text;
    private final String since;

    MapKind(int number, String text, String since) {
        this.number = number;
        this.text = text;
        this.since = since;
    }

    /** Its number for the kernel. */
    public int number() {
        return number;
    }

    /** In words, as {@code per-CPU array}. */
    public String text() {
        return text;
    }

    /** The first Linux that has it, as {@code 4.18}. */
    public String since() {
        return since;
    }
}
