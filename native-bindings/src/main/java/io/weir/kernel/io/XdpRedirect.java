package io.weir.kernel.io;

import io.weir.kernel.bpf.XdpMode;
import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.io.IOException;

/**
 * Brings frames from links to sockets: a program on each link that redirects into the link's map of sockets. For one
 * thread, in the network namespace of the links; without the engines it lives on and can be attached again.
 */
public interface XdpRedirect {
    /** Lets the socket have what the program redirects of one queue of a link. The kernel forgets it when it closes. */
    void register(int link, int queue, Fd socket) throws ErrnoException;

    /** Starts the program on a link. */
    void attach(int link, XdpMode mode) throws IOException;

    /** Stops it; nothing happens where it does not run. */
    void detach(int link);

    /** A way back for frames that were redirected and are not ours; one worker's. They are not redirected again. */
    HostDelivery hostDelivery() throws ErrnoException;
}
