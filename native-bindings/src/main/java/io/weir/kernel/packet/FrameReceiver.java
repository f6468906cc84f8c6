package io.weir.kernel.packet;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;

/** A packet socket that receives the frames of one interface, one way or another. */
public sealed interface FrameReceiver extends AutoCloseable permits ReceiveRing, ReceiveSocket {
    /** The socket. */
    Fd fd();

    /** Lets nothing in. */
    ClassicBpf NOTHING = new ClassicBpfAssembler().end(0).assemble();

    /** Is on the interface from now on, and refuses every frame until {@link #admit}. */
    void start() throws ErrnoException;

    /** Frames arrive from now on; also those to any multicast address, as IPv6 solicitations are. */
    void admit() throws ErrnoException;

    @Override
    void close();
}
