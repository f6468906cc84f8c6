package io.weir.kernel.filter;

import java.io.IOException;
import java.util.Set;

/**
 * Drops packets at the ingress of links, behind packet sockets and before the kernel's own network stack, in the network
 * namespace of the thread that opens it, to which all that change it belong. Frames with a VLAN tag are seen at the link
 * that carries them, and filtered like its others. Not for two threads at once.
 */
public interface IngressFilter extends AutoCloseable {
    /**
     * Filters what comes in by a link; again for one that was deleted and is back under its name.
     *
     * @param link name of the interface
     */
    void addLink(String link) throws IOException;

    /** Filters it no longer; no error if it never did, or if the interface is gone. */
    void removeLink(String link) throws IOException;

    /** The links it filters. */
    Set<String> links();

    /**
     * Follows these rules in place of those before. At no moment does the kernel see what both hide, nor lose what
     * neither hides. On failure it goes on with those before.
     */
    void replace(FilterRules next) throws IOException;

    /** The rules it follows. */
    FilterRules rules();

    /** Whether the kernel takes everything away when this process is killed. */
    boolean removedByKernel();

    /** Takes everything away. */
    @Override
    void close() throws IOException;
}
