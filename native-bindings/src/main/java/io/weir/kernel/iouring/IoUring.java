package io.weir.kernel.iouring;

/**
 * Numbers of
 * <a href="https://github.com/torvalds/linux/blob/master/include/uapi/linux/io_uring.h">linux/io_uring.h</a>, each with
 * the release of Linux that brought it.
 */
public final class IoUring {
    /** Operation: nothing; 5.1. */
    public static final int IORING_OP_NOP = 0;
    /** Operation: tells when a descriptor is ready; 5.1. */
    public static final int IORING_OP_POLL_ADD = 6;
    /** Operation: sendmsg(2); 5.3. */
    public static final int IORING_OP_SENDMSG = 9;
    /** Operation: ends others; 5.5. */
    public static final int IORING_OP_ASYNC_CANCEL = 14;
    /** Operation: send(2); 5.6. */
    public static final int IORING_OP_SEND = 26;
    /** Operation: recv(2); 5.6. */
    public static final int IORING_OP_RECV = 27;
    /** Operation: send(2) without a copy; 6.0. */
    public static final int IORING_OP_SEND_ZC = 47;

    static final int IOSQE_BUFFER_SELECT = 1 << 5;
    /** 5.17. */
    static final int IOSQE_CQE_SKIP_SUCCESS = 1 << 6;

    /** 5.13. */
    static final int IORING_POLL_ADD_MULTI = 1;
    /** 6.0. */
    static final int IORING_RECV_MULTISHOT = 1 << 1;
    /** 5.19. */
    static final int IORING_ASYNC_CANCEL_ALL = 1;
    /** 5.19. */
    static final int IORING_ASYNC_CANCEL_ANY = 1 << 2;

    /** Completion: the upper half of the flags is a buffer's number. */
    public static final int IORING_CQE_F_BUFFER = 1;
    /** Completion: the operation goes on. */
    public static final int IORING_CQE_F_MORE = 1 << 1;
    /** Completion: the memory of a send without copy is free. */
    public static final int IORING_CQE_F_NOTIF = 1 << 3;

    static final int IORING_CQE_BUFFER_SHIFT = 16;

    /** 5.5. */
    static final int IORING_SETUP_CQSIZE = 1 << 3;
    /** 5.6. */
    static final int IORING_SETUP_CLAMP = 1 << 4;
    /** 5.10. */
    static final int IORING_SETUP_R_DISABLED = 1 << 6;
    /** 5.18. */
    static final int IORING_SETUP_SUBMIT_ALL = 1 << 7;
    /** 5.19. */
    static final int IORING_SETUP_COOP_TASKRUN = 1 << 8;
    /** 5.19. */
    static final int IORING_SETUP_TASKRUN_FLAG = 1 << 9;
    /** 6.0. */
    static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;
    /** 6.1. */
    static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13;

    static final int IORING_OFF_SQ_RING = 0;
    static final int IORING_OFF_SQES = 0x1000_0000;

    static final int IORING_SQ_CQ_OVERFLOW = 1 << 1;
    static final int IORING_SQ_TASKRUN = 1 << 2;

    static final int IORING_ENTER_GETEVENTS = 1;
    static final int IORING_ENTER_EXT_ARG = 1 << 3;

    static final int IORING_REGISTER_PROBE = 8;
    static final int IORING_REGISTER_ENABLE_RINGS = 12;
    static final int IORING_REGISTER_PBUF_RING = 22;

    static final int IO_URING_OP_SUPPORTED = 1;

    private IoUring() {}
}
