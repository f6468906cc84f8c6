package io.weir.appliance.cli;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** The daemon's one line of JSON. */
final class Reply {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Reply() {}

    /** The result as lines for people. */
    static List<String> lines(String line) throws CommandFailure {
        try (JsonParser parser = result(line)) {
            return strings(parser);
        } catch (JacksonException e) {
            throw strange(e);
        }
    }

    /** What the daemon wants the command to end with. */
    static int exitStatus(String line) throws CommandFailure {
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.PROPERTY_NAME
                    && !parser.currentName().equals("result")) {
                boolean exit = parser.currentName().equals("exit");
                parser.nextToken();
                if (exit) {
                    return parser.getIntValue();
                }
            }
            return ExitStatus.DONE;
        } catch (JacksonException e) {
            throw strange(e);
        }
    }

    /** The result as indented JSON. */
    static String json(String line) throws CommandFailure {
        StringWriter text = new StringWriter();
        try (JsonParser parser = result(line);
                JsonGenerator generator = FACTORY.createGenerator(Indented.CONTEXT, text)) {
            generator.copyCurrentStructure(parser);
        } catch (JacksonException e) {
            throw strange(e);
        }
        return text.toString();
    }

    /** Stands on the first token of the result; an error becomes a failure. */
    private static JsonParser result(String line) throws CommandFailure {
        JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), line);
        parser.nextToken();
        int exitStatus = ExitStatus.FAILED;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            switch (name) {
                case "result" -> {
                    return parser;
                }
                case "exit" -> exitStatus = parser.getIntValue();
                case "error" -> throw new CommandFailure(exitStatus, strings(parser));
                default -> parser.skipChildren();
            }
        }
        throw new CommandFailure(ExitStatus.FAILED, "the daemon's answer has no result: " + line);
    }

    private static List<String> strings(JsonParser parser) {
        List<String> strings = new ArrayList<>();
        while (parser.nextToken() == JsonToken.VALUE_STRING) {
            strings.add(parser.getString());
        }
        return strings;
    }

    private static CommandFailure strange(JacksonException e) {
        return new CommandFailure(
                ExitStatus.FAILED,
                "the daemon's answer cannot be read; is it of another version? " + e.getOriginalMessage());
    }

    /** Apart, so that only {@code --json} loads it. */
    private static final class Indented extends ObjectWriteContext.Base {
        private static final Indented CONTEXT = new Indented();

        @Override
        public PrettyPrinter getPrettyPrinter() {
            DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
            DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
            printer.indentArraysWith(indenter);
            printer.indentObjectsWith(indenter);
            return printer;
        }
    }
}
