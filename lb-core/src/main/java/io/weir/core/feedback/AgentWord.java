package io.weir.core.feedback;

/**
 * What the agent on a server has said so far. Apart from what the operator says and from what checks find: none of the
 * three takes back what another says.
 *
 * @param percent the share of the configured weight that the server wants, 0..1000
 * @param wish whether it takes clients
 * @param down whether it says that it does not work
 * @param text its last line, as far as it was understood
 */
public record AgentWord(int percent, Wish wish, boolean down, String text) {
    /** No agent, or one that has said nothing yet. */
    public static final AgentWord NOTHING = new AgentWord(100, Wish.READY, false, "");

    /** The largest weight there is. */
    private static final int MAX_WEIGHT = 65535;

    /** Whether a server takes clients. */
    public enum Wish {
        /** As it is configured. */
        READY("ready"),
        /** No new ones. */
        DRAIN("drain"),
        /** Neither new ones nor persistent ones. */
        MAINT("maint");

        private final String key;

        Wish(String key) {
            this.key = key;
        }

        /** The word of the agent. */
        public String key() {
            return key;
        }
    }

    /** Whether clients may be sent to it that are stuck to it. */
    public boolean takesPersistentClients() {
        return !down && wish != Wish.MAINT;
    }

    /** Whether new clients may be sent to it. */
    public boolean takesNewClients() {
        return takesPersistentClients() && wish == Wish.READY;
    }

    /** Whether it is as if there were no agent, but for the weight. */
    public boolean isPlain() {
        return takesNewClients();
    }

    /** Its share of a weight, rounded up, so that only 0 % takes a server out. */
    public int of(int weight) {
        return (int) Math.min(MAX_WEIGHT, ((long) weight * percent + 99) / 100);
    }

    /** {@code down}, {@code maint}, {@code drain} or {@code ready}. */
    public String state() {
        return down ? "down" : wish.key();
    }
}
