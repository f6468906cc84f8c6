package io.weir.core.config;

/**
 * A place in the file.
 *
 * @param line counted from 1
 * @param column counted from 1 in code points
 */
record Place(int line, int column) {
    static final Place START = new Place(1, 1);
}
