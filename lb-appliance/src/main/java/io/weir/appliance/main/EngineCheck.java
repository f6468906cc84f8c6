package io.weir.appliance.main;

import io.weir.appliance.cli.EngineLook;
import io.weir.appliance.status.EnginesJson;
import io.weir.appliance.status.EnginesText;
import io.weir.core.service.Configuration;
import io.weir.l4.plane.EngineSurvey;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code weir check --engines} on this machine. */
final class EngineCheck {
    private EngineCheck() {}

    static EngineLook.Answer look(@Nullable Configuration configuration, boolean json, int columns) throws IOException {
        EngineSurvey survey = EngineSurvey.of(configuration);
        List<String> lines =
                json ? List.of(EnginesJson.write(survey)) : EnginesText.render(survey, configuration != null, columns);
        return new EngineLook.Answer(survey.startable(), lines);
    }
}
