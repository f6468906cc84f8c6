package io.weir.l7.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.weir.core.net.IpAddress;
import io.weir.core.service.ServerTls;
import io.weir.l7.deadline.Deadlines;
import io.weir.l7.http.exchange.ServerStream;
import io.weir.l7.http.exchange.ServerStreamListener;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept connections serve only the name and the client they were opened for. */
class ServerPoolTest {
    private static final int SERVER = 7;
    private static final IpAddress ALICE = IpAddress.of("192.0.2.1");
    private static final IpAddress BOB = IpAddress.of("192.0.2.2");

    private final AtomicLong clock = new AtomicLong();
    private final ServerPool pool = new ServerPool(new Deadlines(new EmbeddedChannel().eventLoop(), clock::get));

    private static final class Kept implements ServerConnection {
        private boolean closed;
        private boolean busy;

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
            return !busy;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static ServerTarget from(IpAddress client, boolean http2) {
        return new ServerTarget(IpAddress.of("198.51.100.1"), 80, null, null, http2, client, true);
    }

    private PooledConnection kept(ServerTarget target) {
        PooledConnection pooled = new PooledConnection(new Kept());
        pool.give(SERVER, target, pooled);
        return pooled;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneClientsConnectionIsNoOthers(boolean http2) {
        PooledConnection alices = kept(from(ALICE, http2));
        PooledConnection bobs = kept(from(BOB, http2));

        assertThat(pool.take(SERVER, from(IpAddress.of("192.0.2.3"), http2))).isNull();
        assertThat(pool.take(SERVER, from(BOB, http2))).isSameAs(bobs);
        assertThat(pool.take(SERVER, from(ALICE, http2))).isSameAs(alices);
        assertThat(pool.size()).isEqualTo(http2 ? 2 : 0);
    }

    @Test
    void oneNameDoesNotDriveOutAnother() {
        PooledConnection first = kept(named("a.example"));
        PooledConnection second = kept(named("b.example"));

        assertThat(pool.take(SERVER, named("c.example"))).isNull();
        assertThat(pool.take(SERVER, named("b.example"))).isSameAs(second);
        assertThat(pool.take(SERVER, named("a.example"))).isSameAs(first);
    }

    private static ServerTarget named(String name) {
        return new ServerTarget(
                IpAddress.of("198.51.100.1"), 443, new ServerTls(true, null, null), name, false, null, false);
    }

    @Test
    void aConnectionFromOurOwnAddressIsNoClients() {
        ServerTarget own = new ServerTarget(IpAddress.of("198.51.100.1"), 80, null, null, false, ALICE, false);
        PooledConnection ours = kept(own);

        assertThat(pool.take(SERVER, from(ALICE, false))).isNull();
        assertThat(pool.take(SERVER, own)).isSameAs(ours);
    }

    @Test
    void aConnectionThatCarriesSomethingIsNotClosedWhereThePoolIsFull() {
        ServerTarget own = new ServerTarget(IpAddress.of("198.51.100.1"), 80, null, null, true, null, false);
        for (int i = 0; i < ServerPool.MOST_IDLE; i++) {
            kept(own);
        }
        Kept connection = new Kept();
        connection.busy = true;
        PooledConnection pooled = new PooledConnection(connection);

        pool.share(SERVER, own, pooled);
        assertThat(connection.closed).isFalse();
        assertThat(pool.size()).isEqualTo(ServerPool.MOST_IDLE);

        connection.busy = false;
        pool.give(SERVER, own, pooled);
        assertThat(connection.closed).isTrue();
    }

    @Test
    void aClientThatIsGoneLeavesNothing() {
        for (int i = 0; i < 100; i++) {
            kept(from(IpAddress.v4(i), i % 2 == 0));
        }
        pool.take(SERVER, from(IpAddress.v4(1), false));
        assertThat(pool.clientShelves()).isEqualTo(99);

        pool.check(clock.get() + ServerPool.IDLE.toNanos());

        assertThat(pool.clientShelves()).isZero();
        assertThat(pool.size()).isZero();
    }

    @Test
    void whatAChangedServerHadIsClosedForEachClient() {
        PooledConnection before = kept(from(ALICE, false));
        ServerTarget moved = new ServerTarget(IpAddress.of("198.51.100.2"), 80, null, null, false, ALICE, true);

        assertThat(pool.take(SERVER, moved)).isNull();
        assertThat(before.connection().acceptsStream()).isFalse();
        PooledConnection bobs = kept(from(BOB, true));
        pool.keepOnly(Set.of(SERVER + 1));
        assertThat(bobs.connection().acceptsStream()).isFalse();
        assertThat(pool.clientShelves()).isZero();
    }
}
