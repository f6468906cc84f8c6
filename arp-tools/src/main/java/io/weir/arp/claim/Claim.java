package io.weir.arp.claim;

import io.weir.core.net.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What asking the link has shown.
 *
 * @param wanted what was asked
 * @param outcome whether it may be ours
 * @param otherOwner who has the address; null unless {@link Outcome#CONFLICT}
 * @param answeredBy servers that answer for the VIP of their own DR service, which attracts traffic past us
 * @param problem why nothing could be asked; null unless {@link Outcome#UNCHECKED}
 */
public record Claim(
        WantedClaim wanted,
        Outcome outcome,
        @Nullable MacAddress otherOwner,
        List<Answer> answeredBy,
        @Nullable String problem) {
    /** Copies the list. */
    public Claim {
        answeredBy = List.copyOf(answeredBy);
    }

    /** Whether an address may be ours. */
    public enum Outcome {
        /** Nobody else has it. */
        OWNED,
        /** Somebody else has it, or is about to take it. */
        CONFLICT,
        /** The interface could not be heard: down, gone, or no privilege. */
        UNCHECKED
    }

    /**
     * A server that answers for the VIP.
     *
     * @param server its name; the Ethernet address again where only that was permitted
     * @param mac its Ethernet address
     */
    public record Answer(String server, MacAddress mac) {}
}
