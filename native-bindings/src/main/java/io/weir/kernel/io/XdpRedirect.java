package io.weir.kernel.io;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.Fd;
import java.util.List;

/**
 * Brings frames from links to sockets: a program on each link that redirects into the link's map of sockets. For one
 * thread, in the network namespace of the links; without the engines it lives on and can be attached again.
 */
public interface XdpRedirect {
    /** Where on a frame's way the program runs. */
    enum Mode {
        /** In the interface's driver, before the kernel makes a packet of it. */
        NATIVE,
        /** Behind the driver, on any interface. */
        GENERIC
    }

    /** Lets the socket have what the program redirects of one queue of a link. The kernel forgets it when it closes. */
    void register(int link, int queue, Fd socket) throws ErrnoException;

    /** Starts the program on a link. */
    void attach(int link, Mode mode) throws ErrnoException;

    /** Stops it; nothing happens where it does not run. */
    void detach(int link);

    /**
     * A way back for frames that were redirected and are not ours; must not be redirected again.
     *
     * @param modes of each link
     */
    HostStack hostStack(List<Mode> modes) throws ErrnoException;
}
