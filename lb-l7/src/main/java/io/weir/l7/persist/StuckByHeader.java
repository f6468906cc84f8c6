package io.weir.l7.persist;

import io.netty.util.AsciiString;
import io.weir.core.service.Persistence;
import io.weir.l7.http.exchange.ClientInfo;
import io.weir.l7.http.message.RequestHead;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Type header: clients with the same value of a request header, its first line, belong together. */
final class StuckByHeader extends StuckByText {
    private final AsciiString name;

    StuckByHeader(Persistence persistence) {
        this.name = new AsciiString(Objects.requireNonNull(persistence.header()));
    }

    @Override
    @Nullable AsciiString key(RequestHead request, ClientInfo client) {
        return request.fields().get(name);
    }
}
