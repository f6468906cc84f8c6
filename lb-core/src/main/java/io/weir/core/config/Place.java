package io.weir.core.config;

/**
 * A place in the file.
 *
 * @param line counted from 1
 * @param column counted from 1 in code points
 */
record Place(int line, int column) {
    static final Place START = new Place(1, 1);

    /** The nearest place in the file to what a parser says, which may be 0 or -1 before the first token. */
    static Place of(int line, int column) {
        return new Place(Math.max(1, line), Math.max(1, column));
    }
}
