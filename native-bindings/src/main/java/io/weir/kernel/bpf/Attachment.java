package io.weir.kernel.bpf;

import java.io.IOException;

/** A program that runs on what an interface receives, until this is closed. */
public interface Attachment extends AutoCloseable {
    /**
     * Attaches an XDP program by a link, or by netlink where this kernel has no links for XDP.
     *
     * @param interfaceIndex of the network namespace of the calling thread
     * @param program stays open until this is closed or has another
     */
    static Attachment xdp(BpfFeatures features, int interfaceIndex, LoadedProgram program, XdpMode mode)
            throws IOException {
        return features.has(BpfFeature.XDP_LINK)
                ? BpfLink.xdp(interfaceIndex, program, mode)
                : NetlinkXdp.attach(interfaceIndex, program, mode);
    }

    /** Attaches a program for tc by TCX, or as a filter of tc where this kernel has no TCX; see {@link #xdp}. */
    static Attachment ingress(BpfFeatures features, int interfaceIndex, LoadedProgram program) throws IOException {
        return features.has(BpfFeature.TCX)
                ? BpfLink.tcxIngress(interfaceIndex, program)
                : ClsactFilter.attach(interfaceIndex, program);
    }

    /** Puts another program of the same type in its place; every frame meets the one or the other. */
    void update(LoadedProgram program) throws IOException;

    /** Detaches the program; an interface that is gone is no error. Again does nothing. */
    @Override
    void close() throws IOException;
}
