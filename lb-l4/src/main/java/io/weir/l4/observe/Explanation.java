package io.weir.l4.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What would become of a packet, and why.
 *
 * @param question the packet
 * @param verdict in a word
 * @param summary in a sentence
 * @param service whose it is; null when it is nobody's
 * @param mode of the service
 * @param flow the flow it belongs to; null when it would begin one, or none
 * @param reply whether it comes from the server
 * @param server who gets it
 * @param choice why this one
 * @param candidates every server of the service, and why it is or is not chosen
 * @param arrives the frame as it comes in
 * @param leaves the frame as it goes out
 * @param dropReason the word of the counter
 * @param dropDescription what it means
 * @param answer what the sender gets instead
 * @param notes what cannot be told before the packet comes
 */
public record Explanation(
        PacketQuestion question,
        Verdict verdict,
        String summary,
        @Nullable String service,
        @Nullable String mode,
        @Nullable FlowRow flow,
        boolean reply,
        @Nullable String server,
        @Nullable String choice,
        List<Candidate> candidates,
        @Nullable Hop arrives,
        @Nullable Hop leaves,
        @Nullable String dropReason,
        @Nullable String dropDescription,
        @Nullable String answer,
        List<String> notes) {
    /** Copies the lists. */
    public Explanation {
        candidates = List.copyOf(candidates);
        notes = List.copyOf(notes);
    }

    /** What becomes of it. */
    public enum Verdict {
        /** It is rewritten and sent on. */
        FORWARD("forward"),
        /** We answer it ourselves. */
        ANSWER("answer"),
        /** It waits until the server's Ethernet address is known. */
        WAIT("wait"),
        /** It goes nowhere. */
        DROP("drop"),
        /** It is the host's. */
        HOST("host"),
        /** The proxy takes the connection. */
        PROXY("proxy");

        private final String key;

        Verdict(String key) {
            this.key = key;
        }

        /** The word. */
        public String key() {
            return key;
        }
    }

    /** A server and why it is or is not chosen. */
    public record Candidate(String name, String address, String why) {}

    /**
     * A frame on a link, by the ends of its headers.
     *
     * @param fromMac null when only a real frame has it
     * @param toMac likewise
     */
    public record Hop(
            String link, @Nullable String fromMac, @Nullable String toMac, String from, String to) {}
}
