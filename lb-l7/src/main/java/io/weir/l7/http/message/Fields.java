package io.weir.l7.http.message;

import io.netty.util.AsciiString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Field lines (RFC 9110, section 5) in their order. Names keep the case they came in and are compared without it; they
 * are tokens, and values contain neither CR, LF nor NUL: parsers and configuration see to that before they get here.
 */
public final class Fields {
    private static final int FIRST_SIZE = 16;

    private AsciiString[] names = new AsciiString[FIRST_SIZE];
    private AsciiString[] values = new AsciiString[FIRST_SIZE];
    private int size;

    /** How many lines there are. */
    public int size() {
        return size;
    }

    /** The name of line {@code index}, 0..{@link #size}-1. */
    public AsciiString name(int index) {
        return names[index];
    }

    /** The value of line {@code index}, 0..{@link #size}-1, without surrounding white space. */
    public AsciiString value(int index) {
        return values[index];
    }

    /** Appends a line. */
    public void add(AsciiString name, AsciiString value) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        names[size] = name;
        values[size++] = value;
    }

    /** Replaces the first line of this name and removes its others; appends one where there is none. */
    public void set(AsciiString name, AsciiString value) {
        int first = indexOf(name, 0);
        if (first < 0) {
            add(name, value);
            return;
        }
        values[first] = value;
        removeFrom(first + 1, name);
    }

    /** Removes every line of this name. False when there was none. */
    public boolean remove(AsciiString name) {
        return removeFrom(0, name);
    }

    private boolean removeFrom(int from, AsciiString name) {
        int kept = from;
        for (int i = from; i < size; i++) {
            if (!same(names[i], name)) {
                names[kept] = names[i];
                values[kept++] = values[i];
            }
        }
        boolean removed = kept < size;
        Arrays.fill(names, kept, size, AsciiString.EMPTY_STRING);
        Arrays.fill(values, kept, size, AsciiString.EMPTY_STRING);
        size = kept;
        return removed;
    }

    /** Gives line {@code index} another value. */
    public void value(int index, AsciiString value) {
        values[index] = value;
    }

    /** Removes line {@code index}. */
    public void removeAt(int index) {
        System.arraycopy(names, index + 1, names, index, size - index - 1);
        System.arraycopy(values, index + 1, values, index, size - index - 1);
        size--;
        names[size] = AsciiString.EMPTY_STRING;
        values[size] = AsciiString.EMPTY_STRING;
    }

    /** The value of the first line of this name; null without one. */
    public @Nullable AsciiString get(AsciiString name) {
        int index = indexOf(name, 0);
        return index < 0 ? null : values[index];
    }

    /** Whether there is a line of this name. */
    public boolean contains(AsciiString name) {
        return indexOf(name, 0) >= 0;
    }

    /** The first line of this name at or after {@code from}; -1 without one. */
    public int indexOf(AsciiString name, int from) {
        for (int i = from; i < size; i++) {
            if (same(names[i], name)) {
                return i;
            }
        }
        return -1;
    }

    @SuppressWarnings("ReferenceEquality") // names that are known are shared
    private static boolean same(AsciiString a, AsciiString b) {
        return a == b || a.contentEqualsIgnoreCase(b);
    }

    /** A copy that can be changed by itself. */
    public Fields copy() {
        Fields copy = new Fields();
        copy.names = names.clone();
        copy.values = values.clone();
        copy.size = size;
        return copy;
    }

    /** The lines as {@code name: value}, one in each line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < size; i++) {
            text.append(names[i]).append(": ").append(values[i]).append('\n');
        }
        return text.toString();
    }
}
