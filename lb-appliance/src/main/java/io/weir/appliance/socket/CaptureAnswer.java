package io.weir.appliance.socket;

import io.weir.appliance.Amount;
import io.weir.appliance.status.Style;
import io.weir.l4.observe.CaptureState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** How far a capture is; null when there was none. */
record CaptureAnswer(@Nullable CaptureState state) implements Answer {
    @Override
    public List<String> lines(Style style) {
        if (state == null) {
            return List.of("no capture is running");
        }
        List<String> lines = new ArrayList<>();
        lines.add("capture of " + state.what() + (state.running() ? " is running: " : " has ended: ")
                + Amount.of(state.recorded(), "frame") + (state.lost() == 0 ? "" : ", " + state.lost() + " lost"));
        state.files().forEach(file -> lines.add("  " + file));
        if (state.problem() != null) {
            lines.add(state.problem());
        }
        return lines;
    }

    @Override
    public void json(JsonGenerator json) {
        json.writeStartObject();
        json.writeBooleanProperty("running", state != null && state.running());
        if (state != null) {
            json.writeStringProperty("what", state.what());
            json.writeStringProperty("started", state.started().toString());
            json.writeNumberProperty("frames", state.recorded());
            json.writeNumberProperty("lost", state.lost());
            json.writeName("files");
            JsonText.array(
                    json, state.files().stream().map(file -> file.toString()).toList());
            if (state.problem() != null) {
                json.writeStringProperty("problem", state.problem());
            }
        }
        json.writeEndObject();
    }
}
