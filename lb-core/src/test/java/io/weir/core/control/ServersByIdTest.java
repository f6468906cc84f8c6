package io.weir.core.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.core.net.IpAddress;
import io.weir.core.service.AdminState;
import io.weir.core.service.Health;
import io.weir.core.service.RealServer;
import io.weir.core.service.ServerLoad;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ServersByIdTest {
    private static ServerSnapshot server(int id) {
        RealServer definition =
                new RealServer("s" + id, IpAddress.of("198.51.100.1"), 80, 100, false, 0, AdminState.ONLINE);
        return new ServerSnapshot(
                id, definition, 100, Health.UP, AdminState.ONLINE, null, Instant.EPOCH, new ServerLoad());
    }

    /** Steps of 64 make ids share places. */
    @Property
    void everyServerIsFoundAndNoOther(
            @ForAll @Size(max = 50) Set<@IntRange(max = 200) Integer> numbers,
            @ForAll @IntRange(min = 1, max = 64) int step) {
        List<ServerSnapshot> servers =
                numbers.stream().map(number -> server(number * step)).toList();
        ServersById byId = new ServersById(servers);

        servers.forEach(server -> assertThat(byId.find(server.id())).isSameAs(server));
        for (int other = -1; other <= 201; other++) {
            if (!numbers.contains(other)) {
                assertThat(byId.find(other * step)).isNull();
            }
        }
        assertThat(byId.find(Integer.MIN_VALUE)).isNull();
        assertThat(byId.find(Integer.MAX_VALUE)).isNull();
    }
}
