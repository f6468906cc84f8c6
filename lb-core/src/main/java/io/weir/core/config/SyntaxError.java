package io.weir.core.config;

import java.util.ArrayList;
import java.util.List;
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
        List<Place> marks = new ArrayList<>();
        Matcher mark = MARK.matcher(message);
        while (mark.find()) {
            marks.add(new Place(Integer.parseInt(mark.group(1)), Integer.parseInt(mark.group(2))));
        }
        if (marks.isEmpty()) {
            marks.add(
                    e.getLocation() == null
                            ? Place.START
                            : Place.of(
                                    e.getLocation().getLineNr(), e.getLocation().getColumnNr()));
        }
        return of(message.toLowerCase(Locale.ROOT), marks.getFirst(), marks.getLast());
    }

    /** By the words of the parser; it tells where the construct began and where it gave up. */
    private static SyntaxError of(String message, Place start, Place end) {
        if (message.contains("could not find expected ':'")) {
            return new SyntaxError(start, "this key has no \":\" behind it; write KEY: VALUE");
        }
        if (message.contains("scanning a quoted scalar") || message.contains("scanning a double-quoted scalar")) {
            return message.contains("escape")
                    ? new SyntaxError(end, "this backslash begins no known escape; use single quotes instead of double")
                    : new SyntaxError(start, "this quote is never closed; close it");
        }
        if (message.contains("scanning an alias") || message.contains("scanning an anchor")) {
            return new SyntaxError(start, "a text that begins with * or & needs quotes; write \"*\"");
        }
        return new SyntaxError(end, words(message, start.line()));
    }

    private static String words(String message, int from) {
        if (message.contains("(tab)")) {
            return "a tab stands where YAML wants spaces; indent with spaces";
        }
        if (message.contains("mapping values are not allowed")) {
            return "a \":\" is not expected here; check the indentation of this line, look for a missing \":\" in the"
                    + " line before, or quote the value";
        }
        if (message.contains("parsing a flow sequence")) {
            return "the list that opens with [ in line " + from + " is not closed before this; write ] or a comma";
        }
        if (message.contains("parsing a flow mapping")) {
            return "the mapping that opens with { in line " + from + " is not closed before this; write } or a comma";
        }
        if (message.contains("expected a property name")) {
            return "this key is not a single word; write KEY: VALUE";
        }
        if (message.contains("that cannot start any token")) {
            return "a value cannot begin with this character; quote the value";
        }
        if (message.contains("block node") || message.contains("flow node")) {
            return "a value should stand here; give one, or quote the text";
        }
        if (message.contains("while parsing a block")) {
            return "this line does not fit the block that begins in line " + from
                    + "; check the indentation of both lines";
        }
        if (message.contains("version{")) {
            return "this file asks for another YAML version; remove the line that begins with %YAML";
        }
        return "this is not YAML; check the indentation, quotes and brackets here and just before";
    }
}
