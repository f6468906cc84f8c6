package io.weir.core.config;

/**
 * One thing that is wrong with a configuration file.
 *
 * @param file the file as it was named to the reader
 * @param line counted from 1
 * @param column counted from 1 in code points
 * @param key full path of the key, as {@code virtual-services[web].health-check.interval}; list items by name, or by
 *     index from 0 while they have none; empty when the fault belongs to no key
 * @param text what is wrong; what would be right
 */
public record Problem(String file, int line, int column, String key, String text) {
    /** {@code FILE:LINE:COLUMN: KEY: what is wrong; what would be right}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + (key.isEmpty() ? "" : key + ": ") + text;
    }
}
