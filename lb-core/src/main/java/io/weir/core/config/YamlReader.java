package io.weir.core.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLParser;
import tools.jackson.dataformat.yaml.YAMLSchema;

/**
 * Reads the plain part of YAML into {@link Node}s: no anchors, aliases, tags or second document, so that what the file
 * means can be seen at the line one looks at.
 */
final class YamlReader {
    static final int MAX_BYTES = 1 << 20;
    static final int MAX_DEPTH = 32;

    // The failsafe schema makes every scalar a text, so that 80:90, 0443 and off stay what they look like.
    private static final YAMLFactory FACTORY =
            YAMLFactory.builder().yamlSchema(YAMLSchema.FAILSAFE).build();

    private final YAMLParser parser;
    private final int[] source;

    private YamlReader(YAMLParser parser, int[] source) {
        this.parser = parser;
        this.source = source;
    }

    /** The root; or null when the text is empty or is no YAML, which has been reported then. */
    static @Nullable Node read(String text, Problems problems) {
        int[] source = text.codePoints().toArray();
        try (YAMLParser parser = (YAMLParser) FACTORY.createParser(ObjectReadContext.empty(), text)) {
            SourceText.check(source);
            return new YamlReader(parser, source).document();
        } catch (Refused e) {
            problems.add(e.place, "", e.text);
        } catch (JacksonException e) {
            SyntaxError error = SyntaxError.of(e);
            problems.add(error.place(), "", error.text());
        }
        return null;
    }

    private Node document() throws Refused {
        JsonToken first = parser.nextToken();
        Node root = first == null ? new Node.Empty(Place.START) : node(first, 1);
        if (parser.nextToken() != null) {
            throw new Refused(
                    place(), "a second document begins here; keep one, and remove the line \"---\" before this one");
        }
        return root;
    }

    private Node node(JsonToken token, int depth) throws Refused {
        Place place = place();
        refuseMarks(place);
        if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            if (depth > MAX_DEPTH) {
                throw new Refused(place, "nested more than " + MAX_DEPTH + " levels deep; no key is that deep");
            }
            return token == JsonToken.START_OBJECT ? mapping(place, depth) : sequence(place, depth);
        }
        String text = parser.getString();
        return isPlain() && isNull(text) ? new Node.Empty(place) : new Node.Scalar(place, text);
    }

    private Node mapping(Place place, int depth) throws Refused {
        List<Node.Entry> entries = new ArrayList<>();
        while (next() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            Place keyPlace = place();
            refuseMarks(keyPlace);
            entries.add(new Node.Entry(key, keyPlace, node(next(), depth + 1)));
        }
        return new Node.Mapping(place, entries);
    }

    private Node sequence(Place place, int depth) throws Refused {
        List<Node> items = new ArrayList<>();
        for (JsonToken token = next(); token != JsonToken.END_ARRAY; token = next()) {
            items.add(node(token, depth + 1));
        }
        return new Node.Sequence(place, items);
    }

    private JsonToken next() throws Refused {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new Refused(place(), "the file ends in the middle of a value; complete it");
        }
        return token;
    }

    private void refuseMarks(Place place) throws Refused {
        switch (sourceCharacter()) {
            case '&' ->
                throw new Refused(
                        place,
                        "anchors (&) are not read here; write common values under \"defaults\", or quote the text");
            case '*' ->
                throw new Refused(
                        place, "aliases (*) are not read here; write the value itself, or quote the text: \"*\"");
            case '!' -> throw new Refused(place, "tags (!) are not read here; remove the tag, or quote the text");
            default -> {}
        }
    }

    private boolean isPlain() {
        return switch (sourceCharacter()) {
            case '"', '\'', '|', '>' -> false;
            default -> true;
        };
    }

    private static boolean isNull(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    /** The character with which the current token begins in the file; 0 behind its end. */
    private int sourceCharacter() {
        long offset = parser.currentTokenLocation().getCharOffset();
        return offset >= 0 && offset < source.length ? source[(int) offset] : 0;
    }

    private Place place() {
        TokenStreamLocation location = parser.currentTokenLocation();
        return Place.of(location.getLineNr(), location.getColumnNr());
    }

    /** What this reader does not take, with the place. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        private final transient Place place;
        private final String text;

        Refused(Place place, String text) {
            super(text, null, false, false);
            this.place = place;
            this.text = text;
        }
    }
}
