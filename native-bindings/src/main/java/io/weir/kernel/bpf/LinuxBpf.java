package io.weir.kernel.bpf;

/**
 * Numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/bpf.h">linux/bpf.h</a> for bpf(2).
 */
final class LinuxBpf {
    static final int BPF_MAP_CREATE = 0;
    static final int BPF_MAP_LOOKUP_ELEM = 1;
    static final int BPF_MAP_UPDATE_ELEM = 2;
    static final int BPF_MAP_DELETE_ELEM = 3;
    static final int BPF_MAP_GET_NEXT_KEY = 4;
    static final int BPF_PROG_LOAD = 5;
    static final int BPF_OBJ_PIN = 6;
    static final int BPF_OBJ_GET = 7;
    static final int BPF_PROG_TEST_RUN = 10;
    static final int BPF_PROG_GET_FD_BY_ID = 13;
    static final int BPF_OBJ_GET_INFO_BY_FD = 15;
    static final int BPF_LINK_CREATE = 28;
    static final int BPF_LINK_UPDATE = 29;
    static final int BPF_LINK_DETACH = 34;

    static final int BPF_MAP_TYPE_HASH = 1;
    static final int BPF_MAP_TYPE_ARRAY = 2;
    static final int BPF_MAP_TYPE_PERCPU_ARRAY = 6;
    static final int BPF_MAP_TYPE_LRU_HASH = 9;
    static final int BPF_MAP_TYPE_LPM_TRIE = 11;
    static final int BPF_MAP_TYPE_DEVMAP = 14;
    static final int BPF_MAP_TYPE_XSKMAP = 17;

    static final int BPF_ANY = 0;
    static final int BPF_NOEXIST = 1;
    static final int BPF_EXIST = 2;

    static final int BPF_F_NO_PREALLOC = 0x1;

    static final int BPF_PROG_TYPE_SCHED_CLS = 3;
    static final int BPF_PROG_TYPE_XDP = 6;
    static final int BPF_F_XDP_HAS_FRAGS = 0x20;
    static final int BPF_F_TEST_XDP_LIVE_FRAMES = 0x2;

    static final int BPF_XDP = 37;
    static final int BPF_TCX_INGRESS = 46;
    /** In front of what is attached already. */
    static final int BPF_F_BEFORE = 1 << 3;

    /** Bytes of a name, the zero byte behind it included. */
    static final int BPF_OBJ_NAME_LEN = 16;

    private LinuxBpf() {}
}
