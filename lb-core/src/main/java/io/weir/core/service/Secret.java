package io.weir.core.service;

/**
 * A password or key that no message shows.
 *
 * @param value in clear
 */
public record Secret(String value) {
    @Override
    public String toString() {
        return "(secret)";
    }
}
