package io.weir.appliance.status;

import io.weir.core.service.Configuration.Engine;
import io.weir.kernel.io.XdpFeatures;
import io.weir.l4.plane.EngineChoice;
import io.weir.l4.plane.EngineFinding;
import io.weir.l4.plane.EngineSurvey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What each engine can do on this machine, as text: a block for each, then what would be taken. */
public final class EnginesText {
    private static final int NAME = 11;
    private static final int INDENT = 2;
    private static final int LINK = 9;

    private final EngineSurvey survey;
    private final int width;
    private final List<String> lines = new ArrayList<>();

    private EnginesText(EngineSurvey survey, int width) {
        this.survey = survey;
        this.width = width;
    }

    /**
     * The lines.
     *
     * @param file whether the survey is of a file
     * @param width columns to stay within, at least 80
     */
    public static List<String> render(EngineSurvey survey, boolean file, int width) {
        EnginesText text = new EnginesText(survey, width);
        if (!survey.problems().isEmpty()) {
            text.lines.add("the configuration does not fit this machine:");
            survey.problems().forEach(problem -> text.set(INDENT, "", 0, problem));
            text.lines.add("");
        }
        if (survey.links().isEmpty()) {
            text.lines.add("no Ethernet interface to look at is up");
            return List.copyOf(text.lines);
        }
        text.set(0, "", 0, "engines of layer 4 on " + String.join(", ", survey.links()));
        survey.engines().forEach(text::engine);
        text.lines.add("");
        text.chosen(file);
        return List.copyOf(text.lines);
    }

    private void engine(EngineFinding finding) {
        lines.add("");
        set(
                0,
                finding.engine().key(),
                NAME,
                finding.missing().map(reason -> "not available: " + reason).orElse("available"));
        if (finding.links().isEmpty()) {
            finding.notes().forEach(note -> set(INDENT, "", NAME - INDENT, note));
        }
        finding.links().stream()
                // The engine's own reason is not said again for each link.
                .filter(link -> finding.missing().isEmpty()
                        || !finding.missing().equals(link.features().missing()))
                .forEach(link -> set(INDENT, link.name(), LINK, how(link.features())));
    }

    private static String how(XdpFeatures features) {
        String large = features.missingLarge()
                .map(reason -> "; super-frames are lost in generic mode: " + reason)
                .orElse("");
        if (features.missing().isPresent()) {
            return "not at all: " + features.missing().get();
        }
        return features.missingNative()
                .map(reason -> "generic mode, copying: " + reason + large)
                .orElseGet(() -> features.missingZeroCopy()
                        .map(reason -> "native or generic mode, copying: " + reason)
                        .orElse("native mode, zero-copy; or generic mode, copying"));
    }

    private void chosen(boolean file) {
        set(
                0,
                "host",
                NAME,
                survey.noFilter()
                        .map(reason -> "kept away from VIPs by nf_tables, since " + reason)
                        .orElse("kept away from VIPs by a BPF program at tc (TCX), or at XDP with af-xdp"));
        set(0, "auto", NAME, automatic());
        if (file && survey.wanted() != Engine.AUTO) {
            set(0, "the file", NAME, configured());
        }
    }

    private String automatic() {
        try {
            EngineChoice choice = survey.automatic();
            return "takes " + choice.engine().key() + ": " + choice.reason().replaceFirst("^auto: ", "");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String configured() {
        try {
            return "gets " + survey.configured().engine().key()
                    + (survey.problems().isEmpty() ? ", as it says" : ", as it says, once it fits this machine");
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** A word and beside it text, over as many lines as it takes. */
    private void set(int indent, String word, int room, String text) {
        int own = Math.max(room, word.isEmpty() ? 0 : word.length() + 1);
        String head = " ".repeat(indent) + Cells.left(word, own);
        for (String line : Cells.wrap(text, width - indent - own, " ")) {
            lines.add((head + line).stripTrailing());
            head = " ".repeat(indent + own);
        }
    }
}
