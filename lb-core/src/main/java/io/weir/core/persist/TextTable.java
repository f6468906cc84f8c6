package io.weir.core.persist;

import io.weir.core.service.Persistence;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Sticks clients to servers by a text that each brings: the value of a cookie or header, a user, the id of a session. A
 * text of any length is kept as 128 bits of its {@link SipHash} under a secret key, so that nobody can find two texts
 * that count as one, and its first {@value #SHOWN} bytes, for people to read. Lookups take no lock; memory, time and
 * bounds are those of {@link KeyTable}.
 */
public final class TextTable extends StoredTable {
    /** Bytes of a text that are kept to be listed. */
    public static final int SHOWN = Slots.LABEL_BYTES;

    private final SipHash hash;

    /**
     * An empty table.
     *
     * @param settings of the service; the granularities say nothing here
     * @param nanoClock a clock like {@link System#nanoTime}
     * @throws IllegalArgumentException when a setting is out of the range {@link Persistence} gives for it
     */
    public TextTable(Persistence settings, LongSupplier nanoClock) {
        this(settings, nanoClock, new SecureRandom());
    }

    private TextTable(Persistence settings, LongSupplier nanoClock, SecureRandom random) {
        super(new KeyTable(settings, nanoClock, random.nextLong(), true));
        this.hash = new SipHash(random.nextLong(), random.nextLong());
    }

    /** The id of the server the text is stuck to, whose time starts anew; or {@link #NONE}. */
    public int lookup(byte[] text, int offset, int length) {
        SipHash.Digest key = hash.of(text, offset, length);
        return keys.find(key.first(), key.second(), true, true);
    }

    /** The same without using the entry: its time goes on. */
    public int peek(byte[] text, int offset, int length) {
        SipHash.Digest key = hash.of(text, offset, length);
        return keys.find(key.first(), key.second(), true, false);
    }

    /** Sticks the text to the server, also when it was stuck to another. */
    public void store(byte[] text, int offset, int length, int serverId) {
        SipHash.Digest key = hash.of(text, offset, length);
        keys.store(key.first(), key.second(), true, serverId, label(text, offset, length));
    }

    /** Forgets the text, or all texts that are listed as this because they begin alike or cannot be printed. */
    @Override
    public int remove(String key) {
        byte[] text = key.getBytes(StandardCharsets.UTF_8);
        SipHash.Digest exact = hash.of(text, 0, text.length);
        if (keys.remove(exact.first(), exact.second(), true)) {
            return 1;
        }
        return text.length > SHOWN ? 0 : keys.removeLabelled(label(text, 0, text.length));
    }

    @Override
    public List<PersistenceEntry> entries(int limit) {
        return keys.entries(limit, (settings, high, low, v6, label) -> text(label));
    }

    /** The first bytes, with a question mark for each that a terminal should not get; spaces would break a line up. */
    private static byte[] label(byte[] text, int offset, int length) {
        byte[] label = new byte[SHOWN];
        for (int i = 0; i < Math.min(length, SHOWN); i++) {
            byte b = text[offset + i];
            label[i] = b > ' ' && b < 0x7f ? b : (byte) '?';
        }
        return label;
    }

    private static String text(byte @Nullable [] label) {
        if (label == null) {
            return "";
        }
        int length = 0;
        while (length < label.length && label[length] != 0) {
            length++;
        }
        return new String(label, 0, length, StandardCharsets.US_ASCII);
    }
}
