package io.weir.l7.frontend;

import io.weir.l7.tls.ServerNames;
import java.util.List;

/**
 * The services of one listener: one, or several that differ by their server names. Immutable.
 *
 * @param all at least one, in the order of the file
 * @param names who answers to which name
 */
record EndpointServices(List<Frontend> all, ServerNames<Frontend> names) {
    EndpointServices {
        all = List.copyOf(all);
    }

    static EndpointServices of(List<Frontend> all, List<List<String>> serverNames) {
        ServerNames.Builder<Frontend> names = new ServerNames.Builder<>();
        for (int i = 0; i < all.size(); i++) {
            Frontend frontend = all.get(i);
            if (serverNames.get(i).isEmpty() || all.size() == 1) {
                names.otherwise(frontend);
            }
            if (all.size() > 1) {
                serverNames.get(i).forEach(name -> names.add(name, frontend));
            }
        }
        return new EndpointServices(all, names.build());
    }

    /** Whom a connection counts for until it has said whom it wants. */
    Frontend first() {
        Frontend otherwise = names.otherwise();
        return otherwise == null ? all.getFirst() : otherwise;
    }

    /** Whether the ClientHello must be seen before it is clear what to do. */
    boolean wantsHello() {
        boolean several = all.size() > 1;
        for (Frontend frontend : all) {
            if (frontend.plan().tls() != null || (several && frontend.plan().http() == null)) {
                return true;
            }
        }
        return false;
    }
}
