package io.weir.core.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the tree by the schema: known keys, each once, each of its type, each of this version. */
final class SectionReader {
    private final Problems problems;

    SectionReader(Problems problems) {
        this.problems = problems;
    }

    /** The values of a mapping. Whether required keys are there is for {@link #requireAll}, after defaults came in. */
    Fields read(Section section, Node.Mapping mapping, String path) {
        Fields fields = new Fields(mapping.place(), path);
        Map<String, Place> seen = new LinkedHashMap<>();
        for (Node.Entry entry : mapping.entries()) {
            String entryPath = Fields.join(path, Shown.plain(entry.key()));
            Key<?> key = section.key(entry.key());
            Place first = seen.putIfAbsent(entry.key(), entry.place());
            if (first != null) {
                problems.add(
                        entry.place(),
                        entryPath,
                        "is given twice; keep this one or the one in line " + first.line() + ", column "
                                + first.column());
            } else if (key == null) {
                problems.add(entry.place(), entryPath, unknown(section, entry));
            } else if (key.notYet() != null) {
                refuse(key, key.notYet(), entry, entryPath);
            } else {
                fields.put(key, readValue(key, entry, entryPath));
            }
        }
        return fields;
    }

    /** Reports required keys that neither the mapping nor its defaults give. */
    boolean requireAll(Section section, Fields fields) {
        List<Key<?>> missing = fields.missing(section);
        for (Key<?> key : missing) {
            problems.add(fields.place(), Fields.join(fields.path(), key.name()), "is missing; " + right(key.type()));
        }
        return missing.isEmpty();
    }

    private static String right(ValueType<?> type) {
        return switch (type) {
            case ValueType.Text<?> text -> text.right();
            case ValueType.Groups groups -> groups.right();
            case ValueType.Items<?> items -> items.right();
            case ValueType.Pairs pairs -> pairs.right();
            default -> "add it";
        };
    }

    private static String unknown(Section section, Node.Entry entry) {
        if (entry.value() instanceof Node.Empty && entry.key().matches("[0-9]+(-[0-9]+)?")) {
            return "a number stands here as a key; between { } a comma separates keys, so quote lists of ports:"
                    + " \"80,443\"";
        }
        if (entry.key().equals("<<")) {
            return "merge keys (<<) are not read here; write common values under \"defaults\"";
        }
        if (section == ServiceSchema.DEFAULTS && ServiceSchema.SECTION.key(entry.key()) != null) {
            return "cannot have a default, since it is each service's own; write it in the services";
        }
        return "unknown key; " + Suggestion.of(entry.key(), section.names());
    }

    private void refuse(Key<?> key, String instead, Node.Entry entry, String path) {
        if (entry.value() instanceof Node.Mapping mapping && key.type() instanceof ValueType.Group group) {
            checkNames(group.section(), mapping, path);
        }
        if (!asksForNothing(entry.value())) {
            problems.add(entry.place(), path, "not available in this version; " + instead);
        }
    }

    /** Keys nobody knows are faults even where the rest is not read yet. */
    private void checkNames(Section section, Node.Mapping mapping, String path) {
        for (Node.Entry entry : mapping.entries()) {
            String entryPath = Fields.join(path, Shown.plain(entry.key()));
            Key<?> key = section.key(entry.key());
            if (key == null) {
                problems.add(entry.place(), entryPath, unknown(section, entry));
            } else if (key.type() instanceof ValueType.Group group && entry.value() instanceof Node.Mapping inner) {
                checkNames(group.section(), inner, entryPath);
            }
        }
    }

    /** Whether the value says no: null, false, an empty list, or a mapping with {@code enabled: false}. */
    private static boolean asksForNothing(Node value) {
        return switch (value) {
            case Node.Empty _ -> true;
            case Node.Scalar scalar -> scalar.text().equals("false");
            case Node.Sequence sequence -> sequence.items().isEmpty();
            case Node.Mapping mapping ->
                mapping.entries().stream()
                        .anyMatch(entry -> entry.key().equals("enabled")
                                && entry.value() instanceof Node.Scalar scalar
                                && scalar.text().equals("false"));
        };
    }

    private <T> Fields.Found readValue(Key<T> key, Node.Entry entry, String path) {
        int before = problems.count();
        Object value = switch (key.type()) {
            case ValueType.Text<T> text -> readText(key, text, entry, path);
            case ValueType.Group group -> readGroup(key, group.section(), entry, path);
            case ValueType.Groups groups -> readGroups(key, groups, entry, path);
            case ValueType.Items<?> items -> readItems(key, items, entry, path);
            case ValueType.Pairs pairs -> readPairs(pairs, entry, path);
            case ValueType.Opaque _ -> null;
        };
        boolean valid = value != null || problems.count() == before;
        return new Fields.Found(
                value, valid, false, path, entry.place(), entry.value().place());
    }

    private <T> @Nullable T readText(Key<T> key, ValueType.Text<T> type, Node.Entry entry, String path) {
        Place place = entry.value().place();
        return switch (entry.value()) {
            case Node.Scalar scalar -> type.reader().read(scalar.text(), text -> problems.add(place, path, text));
            case Node.Empty _ -> {
                if (key.presence() != Key.Presence.NULLABLE) {
                    problems.add(place, path, "has no value; " + type.right() + orRemove(key));
                }
                yield null;
            }
            case Node.Mapping _, Node.Sequence _ -> {
                problems.add(
                        place,
                        path,
                        "is " + entry.value().kind() + " but should be " + type.what() + "; " + type.right());
                yield null;
            }
        };
    }

    private static String orRemove(Key<?> key) {
        return key.presence() == Key.Presence.REQUIRED
                ? ""
                : ", or remove the key for the default " + key.defaultText();
    }

    private @Nullable Fields readGroup(Key<?> key, Section section, Node.Entry entry, String path) {
        return switch (entry.value()) {
            case Node.Mapping mapping -> read(section, mapping, path);
            case Node.Empty empty -> key.presence() == Key.Presence.NULLABLE ? null : new Fields(empty.place(), path);
            case Node.Scalar _, Node.Sequence _ -> {
                problems.add(
                        entry.value().place(),
                        path,
                        "is " + entry.value().kind() + " but should be a mapping; write its keys indented below: "
                                + String.join(", ", section.names()));
                yield null;
            }
        };
    }

    private @Nullable List<Fields> readGroups(Key<?> key, ValueType.Groups type, Node.Entry entry, String path) {
        Place place = entry.value().place();
        if (entry.value() instanceof Node.Empty && key.presence() == Key.Presence.NULLABLE) {
            return null;
        }
        if (type.alone() && entry.value() instanceof Node.Mapping mapping) {
            return List.of(read(type.section(), mapping, path));
        }
        if (!(entry.value() instanceof Node.Sequence sequence)) {
            problems.add(place, path, listWanted(entry.value()) + type.right());
            return null;
        }
        List<Fields> items = new ArrayList<>();
        int index = 0;
        for (Node item : sequence.items()) {
            String itemPath = path + "[" + label(item, index++) + "]";
            if (item instanceof Node.Mapping mapping) {
                items.add(read(type.section(), mapping, itemPath));
            } else {
                String found = item instanceof Node.Empty ? "is empty" : "is " + item.kind();
                problems.add(
                        item.place(), itemPath, found + " but should be a mapping; write \"- " + type.item() + "\"");
            }
        }
        return items;
    }

    private <T> @Nullable List<ValueType.Item<T>> readItems(
            Key<?> key, ValueType.Items<T> type, Node.Entry entry, String path) {
        Place place = entry.value().place();
        if (entry.value() instanceof Node.Empty && key.presence() == Key.Presence.NULLABLE) {
            return null;
        }
        if (type.alone() && entry.value() instanceof Node.Scalar alone) {
            ValueType.Item<T> item = readItem(type, alone, path);
            return item == null ? null : List.of(item);
        }
        if (!(entry.value() instanceof Node.Sequence sequence)) {
            problems.add(place, path, listWanted(entry.value()) + type.right());
            return null;
        }
        List<ValueType.Item<T>> items = new ArrayList<>();
        for (int index = 0; index < sequence.items().size(); index++) {
            ValueType.Item<T> item = readItem(type, sequence.items().get(index), path + "[" + index + "]");
            if (item == null) {
                continue;
            }
            ValueType.Item<T> first = first(items, item);
            if (first == null) {
                items.add(item);
            } else {
                problems.add(
                        item.place(),
                        item.path(),
                        item.value() + " is given twice; keep this one or the one in line "
                                + first.place().line() + ", column "
                                + first.place().column());
            }
        }
        return items;
    }

    private @Nullable List<ValueType.Pair> readPairs(ValueType.Pairs type, Node.Entry entry, String path) {
        if (entry.value() instanceof Node.Empty) {
            return null;
        }
        if (!(entry.value() instanceof Node.Mapping mapping)) {
            problems.add(
                    entry.value().place(),
                    path,
                    "is " + entry.value().kind() + " but should be a mapping; " + type.right());
            return null;
        }
        Map<String, ValueType.Pair> pairs = new LinkedHashMap<>();
        for (Node.Entry pair : mapping.entries()) {
            String pairPath = Fields.join(path, Shown.plain(pair.key()));
            String name = type.name().reader().read(pair.key(), text -> problems.add(pair.place(), pairPath, text));
            if (!(pair.value() instanceof Node.Scalar scalar)) {
                problems.add(
                        pair.value().place(),
                        pairPath,
                        "has no value; " + type.value().right());
                continue;
            }
            String value = type.value()
                    .reader()
                    .read(scalar.text(), text -> problems.add(pair.value().place(), pairPath, text));
            if (name == null || value == null) {
                continue;
            }
            ValueType.Pair twin = pairs.putIfAbsent(name.toLowerCase(Locale.ROOT), new ValueType.Pair(name, value));
            if (twin != null) {
                problems.add(pair.place(), pairPath, "is given twice; keep one of them");
            }
        }
        return List.copyOf(pairs.values());
    }

    private <T> ValueType.@Nullable Item<T> readItem(ValueType.Items<T> type, Node node, String path) {
        if (!(node instanceof Node.Scalar scalar)) {
            String found = node instanceof Node.Empty ? "is empty" : "is " + node.kind();
            problems.add(
                    node.place(), path, found + " but should be " + type.item().what() + "; " + type.right());
            return null;
        }
        T value = type.item().reader().read(scalar.text(), text -> problems.add(node.place(), path, text));
        return value == null ? null : new ValueType.Item<>(value, path, node.place());
    }

    private static <T> ValueType.@Nullable Item<T> first(List<ValueType.Item<T>> items, ValueType.Item<T> same) {
        for (ValueType.Item<T> item : items) {
            if (item.value().equals(same.value())) {
                return item;
            }
        }
        return null;
    }

    private static String listWanted(Node found) {
        return found instanceof Node.Empty ? "has no value; " : "is " + found.kind() + " but should be a list; ";
    }

    private static String label(Node item, int index) {
        if (item instanceof Node.Mapping mapping) {
            for (Node.Entry entry : mapping.entries()) {
                if (entry.key().equals("name")
                        && entry.value() instanceof Node.Scalar scalar
                        && Texts.isName(scalar.text())) {
                    return scalar.text();
                }
            }
        }
        return Integer.toString(index);
    }
}
