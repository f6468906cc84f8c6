package io.weir.arp.guide;

import io.weir.arp.guide.Recipe.Step;
import java.util.ArrayList;
import java.util.List;

/** Writes recipes down. */
public final class GuideText {
    /** Prose stays within it; commands are as long as they are. */
    private static final int WIDTH = 80;

    private GuideText() {}

    /**
     * The lines of a recipe in a format.
     *
     * @throws IllegalArgumentException for a script of the wrong shell
     */
    public static List<String> lines(Recipe recipe, GuideFormat format) {
        return switch (format) {
            case TEXT -> text(recipe);
            case MARKDOWN -> markdown(recipe);
            case SH -> {
                requireShell(recipe, format, recipe.request().system().windows());
                yield sh(recipe);
            }
            case PS1 -> {
                requireShell(recipe, format, !recipe.request().system().windows());
                yield powershell(recipe);
            }
        };
    }

    private static void requireShell(Recipe recipe, GuideFormat format, boolean wrong) {
        if (wrong) {
            ServerSystem system = recipe.request().system();
            throw new IllegalArgumentException("--os " + system.key() + " has no script of the format " + format.key()
                    + "; use --format " + (system.windows() ? "ps1" : "sh"));
        }
    }

    private static List<String> text(Recipe recipe) {
        List<String> lines = new ArrayList<>();
        lines.add(recipe.request().system().title());
        wrap(lines, "", recipe.title());
        lines.add("");
        recipe.notes().forEach(note -> wrap(lines, "  ", "- " + note));
        textPart(lines, "APPLY", recipe.apply());
        textPart(lines, "VERIFY", recipe.verify());
        if (isDirect(recipe)) {
            wrap(lines, "  ", "On the balancer: sudo weir arp check");
        }
        textPart(lines, "UNDO", recipe.undo());
        return lines;
    }

    /** What the balancer can check. */
    private static boolean isDirect(Recipe recipe) {
        return recipe.request().mode() == GuideRequest.ServingMode.DR;
    }

    private static void textPart(List<String> lines, String name, List<Step> steps) {
        lines.add("");
        lines.add(name);
        for (Step step : steps) {
            wrap(lines, "  ", step.why() + ":");
            step.lines().forEach(line -> lines.add("    " + line));
        }
    }

    private static void wrap(List<String> lines, String indent, String text) {
        String hanging = text.startsWith("- ") ? "  " : "";
        StringBuilder line = new StringBuilder(indent);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
                line.append(indent).append(hanging);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
    }

    private static List<String> markdown(Recipe recipe) {
        List<String> lines = new ArrayList<>();
        String fence = recipe.request().system().windows() ? "```powershell" : "```sh";
        lines.add("## " + recipe.request().system().title());
        lines.add("");
        lines.add(recipe.title() + ".");
        lines.add("");
        recipe.notes().forEach(note -> lines.add("- " + note));
        markdownPart(lines, "Apply", fence, recipe.apply());
        markdownPart(lines, "Verify", fence, recipe.verify());
        if (isDirect(recipe)) {
            lines.add("");
            lines.add("On the balancer: `sudo weir arp check`");
        }
        markdownPart(lines, "Undo", fence, recipe.undo());
        return lines;
    }

    private static void markdownPart(List<String> lines, String name, String fence, List<Step> steps) {
        lines.add("");
        lines.add("### " + name);
        for (Step step : steps) {
            lines.add("");
            lines.add(step.why() + ":");
            lines.add("");
            lines.add(fence);
            lines.addAll(step.lines());
            lines.add("```");
        }
    }

    private static List<String> sh(Recipe recipe) {
        List<String> lines = new ArrayList<>();
        lines.add("#!/bin/sh");
        head(lines, recipe);
        lines.add("# Usage, as root: sh FILE [apply|verify|undo], apply when left out; or piped:");
        lines.add("# weir arp guide ... --format sh | ssh SERVER sudo sh -s apply");
        lines.add("set -eu");
        shPart(lines, "apply", recipe.apply());
        shPart(lines, "verify", recipe.verify());
        shPart(lines, "undo", recipe.undo());
        lines.addAll(List.of(
                "",
                "case ${1-apply} in",
                "    apply) apply ;;",
                "    verify) verify ;;",
                "    undo) undo ;;",
                "    *)",
                "        echo 'one of apply, verify, undo' >&2",
                "        exit 2",
                "        ;;",
                "esac"));
        return lines;
    }

    private static void head(List<String> lines, Recipe recipe) {
        lines.add("# " + recipe.request().system().title());
        wrapComment(lines, recipe.title());
        wrapComment(lines, "Made by: " + recipe.request().command());
        recipe.notes().forEach(note -> wrapComment(lines, note));
    }

    private static void wrapComment(List<String> lines, String text) {
        wrap(lines, "# ", text);
    }

    private static void shPart(List<String> lines, String name, List<Step> steps) {
        lines.add("");
        lines.add(name + "() {");
        for (Step step : steps) {
            wrap(lines, "    # ", step.why());
            step.lines().forEach(line -> lines.add("    " + line));
        }
        lines.add("}");
    }

    private static List<String> powershell(Recipe recipe) {
        List<String> lines = new ArrayList<>();
        head(lines, recipe);
        lines.addAll(List.of(
                "# Usage, as administrator: powershell -File FILE [apply|verify|undo]",
                "param([ValidateSet('apply', 'verify', 'undo')][string]$Action = 'apply')",
                "Set-StrictMode -Version Latest",
                "$ErrorActionPreference = 'Stop'"));
        powershellPart(lines, "Invoke-Apply", recipe.apply());
        powershellPart(lines, "Invoke-Verify", recipe.verify());
        powershellPart(lines, "Invoke-Undo", recipe.undo());
        lines.addAll(List.of("", "& \"Invoke-$Action\""));
        return lines;
    }

    private static void powershellPart(List<String> lines, String name, List<Step> steps) {
        lines.add("");
        lines.add("function " + name + " {");
        for (Step step : steps) {
            wrap(lines, "    # ", step.why());
            step.lines().forEach(line -> lines.add("    " + line));
        }
        lines.add("}");
    }
}
