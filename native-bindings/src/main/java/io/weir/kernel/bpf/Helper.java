package io.weir.kernel.bpf;

/**
 * Functions of the kernel that a program may call: numbers of {@code ___BPF_FUNC_MAPPER} in
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/bpf.h">linux/bpf.h</a>. None of these asks
 * for a program under the GPL.
 */
public enum Helper {
    /** {@code value *bpf_map_lookup_elem(map, &key)}, or 0. */
    MAP_LOOKUP_ELEM(1),
    /** {@code long bpf_map_update_elem(map, &key, &value, flags)}. */
    MAP_UPDATE_ELEM(2),
    /** {@code long bpf_map_delete_elem(map, &key)}. */
    MAP_DELETE_ELEM(3),
    /** {@code u64 bpf_ktime_get_ns()}. */
    KTIME_GET_NS(5),
    /** {@code u32 bpf_get_smp_processor_id()}. */
    GET_SMP_PROCESSOR_ID(8),
    /** {@code long bpf_skb_load_bytes(skb, offset, &to, bytes)}: 0, or -EFAULT outside of the frame. */
    SKB_LOAD_BYTES(26),
    /** {@code long bpf_redirect_map(map, key, verdict if there is nothing at the key)}. */
    REDIRECT_MAP(51),
    /** {@code long bpf_xdp_adjust_meta(xdp, delta)}: 0, or an error; moves the start of the metadata. */
    XDP_ADJUST_META(54),
    /** {@code u64 bpf_xdp_get_buff_len(xdp)}, Linux 5.18. */
    XDP_GET_BUFF_LEN(188),
    /** {@code long bpf_xdp_load_bytes(xdp, offset, &to, bytes)}: 0, or an error outside of the frame; Linux 5.18. */
    XDP_LOAD_BYTES(189);

    private final int number;

    Helper(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }
}
