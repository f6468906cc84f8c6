package io.weir.kernel.packet;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;

/** A packet socket that receives the frames of one interface, one way or another. */
public sealed interface FrameReceiver extends AutoCloseable permits ReceiveRing, ReceiveSocket {
    /** The socket. */
    Fd fd();

    /** Frames arrive from now on; also those to any multicast address, as IPv6 solicitations are. */
    void start() throws ErrnoException;

    /** Takes back the filter that keeps everything out, by the one that the receiver has when it works. */
    void admit() throws ErrnoException;

    @Override
    void close();
}
