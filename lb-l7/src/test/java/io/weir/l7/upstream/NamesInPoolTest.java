package io.weir.l7.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.weir.core.net.IpAddress;
import io.weir.core.service.ServerTls;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Connections that were made for different names of one server. */
class NamesInPoolTest {
    private static final int SERVER = 7;

    private final AtomicLong clock = new AtomicLong();
    private final ServerPool pool = new ServerPool(new Deadlines(new EmbeddedChannel().eventLoop(), clock::get));

    private static final class Kept implements ServerConnection {
        private boolean closed;

        @Override
        public boolean acceptsStream() {
            return !closed;
        }

        @Override
        public ServerStream open(ServerStreamListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean idle() {
            return true;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static ServerTarget named(String name) {
        return new ServerTarget(
                IpAddress.of("198.51.100.1"), 443, new ServerTls(true, null, null), name, false, null, false);
    }

    @Test
    void oneNameDoesNotDriveOutAnother() {
        PooledConnection first = new PooledConnection(new Kept());
        PooledConnection second = new PooledConnection(new Kept());
        pool.give(SERVER, named("a.example"), first);
        pool.give(SERVER, named("b.example"), second);

        assertThat(pool.take(SERVER, named("c.example"))).isNull();
        assertThat(pool.take(SERVER, named("b.example"))).isSameAs(second);
        assertThat(pool.take(SERVER, named("a.example"))).isSameAs(first);
    }
}
