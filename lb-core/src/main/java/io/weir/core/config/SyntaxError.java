package io.weir.core.config;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/**
 * A YAML syntax error in words for people who do not write parsers.
 *
 * @param place where the parser gave up
 * @param text what is wrong; what would be right
 */
record SyntaxError(Place place, String text) {
    private static final Pattern MARK = Pattern.compile("(?m)^ in [^,\n]*, line ([0-9]{1,9}), column ([0-9]{1,9}):$");

    static SyntaxError of(JacksonException e) {
        String message = e.getOriginalMessage() == null ? "" : e.getOriginalMessage();
        int line = 1;
        int column = 1;
        if (e.getLocation() != null) {
            line = Math.max(1, e.getLocation().getLineNr());
            column = Math.max(1, e.getLocation().getColumnNr());
        }
        Matcher mark = MARK.matcher(message);
        int firstLine = 0;
        while (mark.find()) {
            line = Integer.parseInt(mark.group(1));
            column = Integer.parseInt(mark.group(2));
            firstLine = firstLine == 0 ? line : firstLine;
        }
        return new SyntaxError(new Place(line, column), words(message, firstLine));
    }

    private static String words(String message, int from) {
        String known = message.toLowerCase(Locale.ROOT);
        if (known.contains("(tab)")) {
            return "a tab stands where YAML wants spaces; indent with spaces";
        }
        if (known.contains("mapping values are not allowed")) {
            return "a \":\" is not expected here; check the indentation of this line and the one before, or quote the"
                    + " value";
        }
        if (known.contains("could not find expected ':'")) {
            return "a key without \":\" ends here (it began in line " + from + "); write KEY: VALUE";
        }
        if (known.contains("scanning a quoted scalar") || known.contains("scanning a double-quoted scalar")) {
            return known.contains("escape")
                    ? "a backslash in double quotes begins an escape that does not exist; use single quotes"
                    : "the quote that opens in line " + from + " is never closed; close it";
        }
        if (known.contains("flow sequence")) {
            return "the list that opens with [ in line " + from + " is not closed before this; write ] or a comma";
        }
        if (known.contains("flow mapping")) {
            return "the mapping that opens with { in line " + from + " is not closed before this; write } or a comma";
        }
        if (known.contains("expected a property name")) {
            return "this key is not a single word; write KEY: VALUE";
        }
        if (known.contains("that cannot start any token")) {
            return "a value cannot begin with this character; quote the value";
        }
        if (known.contains("while parsing a block") && !known.contains("block node")) {
            return "this line does not fit the block that begins in line " + from
                    + "; check the indentation of both lines";
        }
        if (known.contains("block node")) {
            return "a value should stand here; give one, or quote the text";
        }
        if (known.contains("version{")) {
            return "this file asks for another YAML version; remove the line that begins with %YAML";
        }
        return "this is not YAML; check the indentation, quotes and brackets here and just before";
    }
}
