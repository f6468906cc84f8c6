package io.weir.appliance.socket;

import io.weir.kernel.sys.PeerCredentials;
import java.util.OptionalLong;

/**
 * Who may use the admin socket: root, the daemon's own user, and members of one group.
 *
 * @param owner the daemon's user id
 * @param group the group's id; empty when the group does not exist
 */
public record Permission(long owner, OptionalLong group) {
    /** The group whose members may. */
    public static final String GROUP = "weir";

    /** Whether this peer may. */
    public boolean allows(PeerCredentials peer) {
        if (peer.uid() == 0 || peer.uid() == owner) {
            return true;
        }
        return group.isPresent()
                && (peer.gid() == group.getAsLong() || peer.groups().contains(group.getAsLong()));
    }
}
