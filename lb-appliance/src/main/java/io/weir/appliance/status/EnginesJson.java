package io.weir.appliance.status;

import io.weir.l4.plane.EngineChoice;
import io.weir.l4.plane.EngineFinding;
import io.weir.l4.plane.EngineSurvey;
import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The same as {@link EnginesText}, for programs. */
public final class EnginesJson {
    private static final String REASON = "reason";

    private EnginesJson() {}

    /** One object on one line. */
    public static String write(EngineSurvey survey) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            strings("links", survey.links(), json);
            strings("problems", survey.problems(), json);
            json.writeArrayPropertyStart("engines");
            survey.engines().forEach(finding -> engine(finding, json));
            json.writeEndArray();
            json.writeObjectPropertyStart("hostFilter");
            json.writeStringProperty("by", survey.noFilter().isEmpty() ? "bpf" : "nf_tables");
            json.writeStringProperty(REASON, survey.noFilter().orElse(null));
            json.writeEndObject();
            choice("auto", survey::automatic, survey, json);
            choice("configured", survey::configured, survey, json);
            json.writeBooleanProperty("startable", survey.startable());
            json.writeEndObject();
        }
        return text.toString();
    }

    private static void engine(EngineFinding finding, JsonGenerator json) {
        json.writeStartObject();
        json.writeStringProperty("engine", finding.engine().key());
        json.writeBooleanProperty("available", finding.missing().isEmpty());
        json.writeStringProperty(REASON, finding.missing().orElse(null));
        strings("notes", finding.notes(), json);
        json.writeArrayPropertyStart("links");
        for (EngineFinding.OnLink link : finding.links()) {
            json.writeStartObject();
            json.writeStringProperty("name", link.name());
            can("generic", link.features().missing(), json);
            can("native", link.features().missingNative(), json);
            can("zeroCopy", link.features().missingZeroCopy(), json);
            can("largeFrames", link.features().missingLarge(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void can(String name, Optional<String> missing, JsonGenerator json) {
        json.writeObjectPropertyStart(name);
        json.writeBooleanProperty("available", missing.isEmpty());
        json.writeStringProperty(REASON, missing.orElse(null));
        json.writeEndObject();
    }

    /** What an engine is chosen by. */
    private interface Choosing {
        EngineChoice choose() throws IOException;
    }

    private static void choice(String name, Choosing choosing, EngineSurvey survey, JsonGenerator json) {
        if (survey.engines().isEmpty()) {
            json.writeNullProperty(name);
            return;
        }
        String engine = null;
        String reason;
        try {
            EngineChoice choice = choosing.choose();
            engine = choice.engine().key();
            reason = choice.reason();
        } catch (IOException e) {
            reason = e.getMessage();
        }
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("engine", engine);
        json.writeStringProperty(REASON, reason);
        json.writeEndObject();
    }

    private static void strings(String name, List<String> values, JsonGenerator json) {
        json.writeArrayPropertyStart(name);
        values.forEach(json::writeString);
        json.writeEndArray();
    }
}
