package io.weir.l7.tls;

import io.weir.core.service.Configuration;
import io.weir.core.service.FrontendTls;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerTls;
import io.weir.core.service.VirtualService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the files of TLS that a configuration names, as the proxy does when it takes it into force, but takes nothing. */
public final class TlsFileCheck {
    private final Instant now;
    private final Map<Path, String> faults = new HashMap<>();

    private TlsFileCheck(Instant now) {
        this.now = now;
    }

    /**
     * What is wrong with which file.
     *
     * @param now when certificates must be valid
     */
    public static Map<Path, String> faults(Configuration configuration, Instant now) {
        TlsFileCheck check = new TlsFileCheck(now);
        for (VirtualService service : configuration.virtualServices()) {
            if (service.enabled() && service.mode().isLayer7()) {
                check.front(service.layer7().tls());
                service.realServers().stream().map(RealServer::tls).forEach(check::server);
            }
        }
        return Map.copyOf(check.faults);
    }

    private interface Step {
        void open(TlsFiles files) throws TlsFileException;
    }

    private void look(Path file, Step step) {
        try {
            step.open(new TlsFiles());
        } catch (TlsFileException e) {
            faults.putIfAbsent(file, String.valueOf(e.getMessage()));
        }
    }

    private void front(@Nullable FrontendTls tls) {
        if (tls == null) {
            return;
        }
        for (Path file : tls.certificates()) {
            look(file, files -> {
                Identity identity = Identity.read(file, files.read(file), tls.password());
                String invalid = TlsStore.invalid(identity, now);
                if (invalid != null) {
                    throw new TlsFileException(invalid);
                }
                Path beside = Staple.beside(file);
                if (tls.ocsp() && Files.exists(beside)) {
                    Staple.check(beside, files.read(beside));
                }
            });
        }
        authorities(tls.clientCa());
    }

    private void server(@Nullable ServerTls tls) {
        if (tls != null && tls.verify()) {
            authorities(tls.ca());
        }
    }

    private void authorities(@Nullable Path ca) {
        if (ca != null) {
            look(ca, files -> Identity.certificates(ca, files.read(ca)));
        }
    }
}
