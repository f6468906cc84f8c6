package io.weir.appliance.acceptance;

import io.weir.appliance.lab.LabHost;
import java.nio.file.Path;

/** Certificates of the lab's servers, which their clients know by name. */
public final class Certificate {
    private Certificate() {}

    /** Makes {@code key.pem} and {@code certificate.pem} in a folder, signed by itself, in the name of the host. */
    public static void make(LabHost host, Path folder) {
        host.require(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=" + host.name(),
                "-keyout",
                folder + "/key.pem",
                "-out",
                folder + "/certificate.pem");
    }
}
