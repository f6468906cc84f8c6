package io.weir.core.config;

import io.weir.core.config.ValueType.Text;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The parts of HTTP messages as the file writes them. */
final class HttpText {
    /** Names that frame a message or speak of one connection only, RFC 9110 section 7.6.1 and RFC 9113 section 8.2.2. */
    static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The same, and the one field that says for whom a request is: it can be set, there is always exactly one. */
    static final Set<String> FRAMING_AND_HOST;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9_-]{1,63}(\\.[A-Za-z0-9_-]{1,63})*|\\[[0-9A-Fa-f:.]+]");
    private static final Pattern HOST_START = Pattern.compile("[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]*]?");
    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7e]+");
    private static final int LONGEST_VALUE = 4096;
    private static final int LONGEST_EXPRESSION = 1024;

    static {
        Set<String> names = new HashSet<>(FRAMING);
        names.add("host");
        FRAMING_AND_HOST = Set.copyOf(names);
    }

    private HttpText() {}

    /** A token of RFC 9110, of at most 128 bytes. */
    static Text<String> token(String what, String example) {
        String right = "write " + what + " such as " + example;
        return new Text<>(what, right, List.of(), (text, problem) -> {
            if (TOKEN.matcher(text).matches()) {
                return text;
            }
            problem.accept(Shown.quoted(text) + " is not " + what
                    + "; write 1 to 128 letters, digits or characters of !#$%&'*+-.^_`|~");
            return null;
        });
    }

    /** The name of a header, any. */
    static Text<String> headerName() {
        return token("the name of a header", "X-Zone");
    }

    /** The name of a header that rules may change: none of those. */
    static Text<String> headerName(Set<String> refused) {
        Text<String> any = headerName();
        return new Text<>(any.what(), any.right(), List.of(), (text, problem) -> {
            String name = any.reader().read(text, problem);
            if (name == null || !refused.contains(name.toLowerCase(Locale.ROOT))) {
                return name;
            }
            problem.accept(
                    name.equalsIgnoreCase("host")
                            ? "a request has exactly one Host; write set-request-header to change it"
                            : name + " says where a message ends or speaks of one connection, so Weir writes it itself;"
                                    + " name another header");
            return null;
        });
    }

    /** The value of a header: no control characters, nothing blank at its ends. */
    static Text<String> headerValue() {
        String right = "write the value of a header, on one line";
        return new Text<>("the value of a header", right, List.of(), (text, problem) -> {
            String wrong = wrongValue(text);
            if (wrong == null) {
                return text;
            }
            problem.accept(wrong);
            return null;
        });
    }

    private static @Nullable String wrongValue(String text) {
        if (text.length() > LONGEST_VALUE) {
            return "the value has " + text.length() + " characters; write at most " + LONGEST_VALUE;
        }
        if (text.indexOf('\r') >= 0 || text.indexOf('\n') >= 0) {
            return Shown.quoted(text) + " has a line break, which would begin another header; write it on one line";
        }
        if (text.chars().anyMatch(c -> (c < 0x20 && c != '\t') || c == 0x7f)) {
            return Shown.quoted(text) + " has a control character; remove it";
        }
        if (text.chars().anyMatch(c -> c > 0x7e)) {
            return Shown.quoted(text) + " has characters beyond ASCII, which peers read differently; write ASCII only";
        }
        return text.equals(text.strip()) ? null : Shown.quoted(text) + " begins or ends with a blank; remove it";
    }

    /** A path that a request's begins with. */
    static Text<String> pathPrefix() {
        String right = "write the begin of a path such as /images/";
        return new Text<>("the begin of a path", right, List.of(), (text, problem) -> {
            if (text.startsWith("/")) {
                return visible(text, right, problem);
            }
            problem.accept(Shown.quoted(text) + " does not begin with \"/\", as every path does; " + right);
            return null;
        });
    }

    /** Any visible ASCII. */
    static Text<String> visible(String what, String example) {
        String right = "write " + what + " such as " + example;
        return new Text<>(what, right, List.of(), (text, problem) -> visible(text, right, problem));
    }

    private static @Nullable String visible(String text, String right, Consumer<String> problem) {
        if (VISIBLE.matcher(text).matches() && text.length() <= LONGEST_VALUE) {
            return text;
        }
        problem.accept(Shown.quoted(text) + " is empty, too long or has blanks or characters that a request never has; "
                + right);
        return null;
    }

    /** A host without its port; becomes lower case. */
    static Text<String> host() {
        return host(HOST, "a host", "write a host such as www.example, without its port");
    }

    /** The begin of a host; becomes lower case. */
    static Text<String> hostPrefix() {
        return host(HOST_START, "the begin of a host", "write the begin of a host such as api.");
    }

    private static Text<String> host(Pattern form, String what, String right) {
        return new Text<>(what, right, List.of(), (text, problem) -> {
            if (text.length() <= 255 && form.matcher(text).matches()) {
                return text.toLowerCase(Locale.ROOT);
            }
            problem.accept(Shown.quoted(text) + " is not " + what + "; " + right);
            return null;
        });
    }

    /** Where a redirect leads: an absolute URL, or a path of the same host. */
    static Text<String> location() {
        String right = "write a URL such as https://www.example/start, or a path such as /start";
        return new Text<>("a place to redirect to", right, List.of(), (text, problem) -> {
            if (text.startsWith("/") || text.matches("(?s)https?://[^/].*")) {
                return visible(text, right, problem);
            }
            problem.accept(Shown.quoted(text) + " is neither a URL of http or https nor a path; " + right);
            return null;
        });
    }

    /** A regular expression. */
    static Text<Pattern> regex() {
        String right = "write a regular expression such as ^/v[0-9]+/";
        return new Text<>("a regular expression", right, List.of(), (text, problem) -> {
            if (text.length() > LONGEST_EXPRESSION) {
                problem.accept(
                        "the expression has " + text.length() + " characters; write at most " + LONGEST_EXPRESSION);
                return null;
            }
            try {
                return Pattern.compile(text);
            } catch (PatternSyntaxException e) {
                String where = e.getIndex() < 0 ? "" : " at character " + (Math.min(e.getIndex(), text.length()) + 1);
                problem.accept(Shown.quoted(text) + " is not a regular expression: "
                        + Shown.plain(e.getDescription()).toLowerCase(Locale.ROOT) + where
                        + "; mend it, a backslash before a character takes it as it is");
                return null;
            }
        });
    }
}
