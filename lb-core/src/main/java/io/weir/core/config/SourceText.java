package io.weir.core.config;

/** Characters that no configuration needs and that some editors hide. */
final class SourceText {
    private SourceText() {}

    /** Refuses control characters and broken Unicode, at their place. */
    static void check(int[] source) throws YamlReader.Refused {
        int line = 1;
        int column = 1;
        for (int i = 0; i < source.length; i++) {
            int c = source[i];
            boolean isBreak = c == '\n' || (c == '\r' && (i + 1 == source.length || source[i + 1] != '\n'));
            if (!isText(c)) {
                throw new YamlReader.Refused(
                        new Place(line, column),
                        String.format("the character U+%04X has no place in a configuration file; remove it", c));
            }
            line += isBreak ? 1 : 0;
            column = isBreak ? 1 : column + 1;
        }
    }

    private static boolean isText(int c) {
        if (c < 0x20) {
            return c == '\n' || c == '\r' || c == '\t';
        }
        boolean isControl = c >= 0x7f && c <= 0x9f;
        boolean isSurrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
        boolean isHidden = c == 0xfeff || c == 0xfffd || c == 0xfffe || c == 0xffff || c == 0x2028 || c == 0x2029;
        return !isControl && !isSurrogate && !isHidden;
    }
}
