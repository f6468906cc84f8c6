package io.weir.appliance.main;

import io.weir.core.service.Configuration;
import io.weir.l7.tls.TlsFileCheck;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/** Looks into the files that a configuration names; apart, so that commands load nothing of it without need. */
final class FileCheck {
    private FileCheck() {}

    static Map<Path, String> faults(Configuration configuration) {
        return TlsFileCheck.faults(configuration, Instant.now());
    }
}
