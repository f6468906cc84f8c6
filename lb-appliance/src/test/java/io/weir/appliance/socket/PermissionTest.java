package io.weir.appliance.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.kernel.sys.PeerCredentials;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class PermissionTest {
    private final Permission permission = new Permission(998, OptionalLong.of(997));

    @Test
    void rootAndTheDaemonsUserMay() {
        assertThat(permission.allows(new PeerCredentials(1, 0, 5, List.of()))).isTrue();
        assertThat(permission.allows(new PeerCredentials(1, 998, 5, List.of()))).isTrue();
    }

    @Test
    void membersOfTheGroupMayByPrimaryAndSupplementaryGroup() {
        assertThat(permission.allows(new PeerCredentials(1, 1000, 997, List.of())))
                .isTrue();
        assertThat(permission.allows(new PeerCredentials(1, 1000, 1000, List.of(4L, 997L))))
                .isTrue();
    }

    @Test
    void nobodyElseMay() {
        assertThat(permission.allows(new PeerCredentials(1, 1000, 1000, List.of(4L))))
                .isFalse();
        assertThat(permission.allows(new PeerCredentials(1, 997, 998, List.of(998L))))
                .isFalse();
    }

    @Test
    void withoutTheGroupOnlyRootAndOwnerMay() {
        Permission alone = new Permission(998, OptionalLong.empty());
        assertThat(alone.allows(new PeerCredentials(1, 1000, 997, List.of(997L))))
                .isFalse();
        assertThat(alone.allows(new PeerCredentials(1, 998, 998, List.of()))).isTrue();
    }
}
