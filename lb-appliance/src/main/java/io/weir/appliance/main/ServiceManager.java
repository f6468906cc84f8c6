package io.weir.appliance.main;

import static java.lang.System.Logger.Level.WARNING;

import io.weir.kernel.sys.ErrnoException;
import io.weir.kernel.sys.NotifySocket;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells systemd how far we are, where it asked to be told. */
final class ServiceManager {
    private static final System.Logger LOG = System.getLogger("io.weir.daemon");

    private final @Nullable NotifySocket socket;

    private ServiceManager(@Nullable NotifySocket socket) {
        this.socket = socket;
    }

    static ServiceManager ofEnvironment(Map<String, String> environment) {
        String name = environment.get("NOTIFY_SOCKET");
        if (name == null || name.isEmpty()) {
            return new ServiceManager(null);
        }
        try {
            return new ServiceManager(new NotifySocket(name));
        } catch (IllegalArgumentException e) {
            LOG.log(WARNING, "the service manager cannot be told when the daemon is ready: " + e.getMessage());
            return new ServiceManager(null);
        }
    }

    void ready() {
        tell(NotifySocket::ready);
    }

    void stopping() {
        tell(NotifySocket::stopping);
    }

    private interface Message {
        void send(NotifySocket socket) throws ErrnoException;
    }

    private void tell(Message message) {
        if (socket == null) {
            return;
        }
        try {
            message.send(socket);
        } catch (ErrnoException e) {
            LOG.log(WARNING, "the service manager could not be told: " + e.getMessage());
        }
    }
}
