package io.weir.core.health;

/**
 * Why a server is not up: a code of the field's taxonomy and words.
 *
 * @param code such as {@code L4CON}
 * @param text such as {@code connection refused}
 */
public record CheckReason(String code, String text) {
    /** {@code L4CON connection refused}, as status and logs show it. */
    @Override
    public String toString() {
        return text.isEmpty() ? code : code + " " + text;
    }
}
