package io.weir.core.config;

import io.weir.core.config.ServiceSchema.Check;
import io.weir.core.service.CheckMethod.SendExpect.Expectation;
import io.weir.core.service.HealthCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which keys of a health check belong to its type, and which its type needs. */
final class CheckRules {
    private final Problems problems;
    private final NoEffect noEffect;
    private final ReferencedFiles files;

    CheckRules(Problems problems, ReferencedFiles files) {
        this.problems = problems;
        this.noEffect = new NoEffect(problems);
        this.files = files;
    }

    /** The keys of a check whose type could be read and that asks servers. */
    void check(Fields service, Fields check) {
        HealthCheck.Type type = check.value(Check.TYPE);
        belonging(check, type);
        if (type == HealthCheck.Type.PING) {
            noEffect.check(check, Check.TYPE, Check.PORT, "type ping");
        }
        switch (type) {
            case SEND_EXPECT -> need(service, check, CheckSchema.EXPECT, type);
            case DNS -> need(service, check, CheckSchema.HOST_NAME, type);
            case MYSQL, POSTGRESQL -> need(service, check, CheckSchema.USERNAME, type);
            case RADIUS -> need(service, check, CheckSchema.SECRET, type);
            case EXTERNAL -> {
                need(service, check, CheckSchema.COMMAND, type);
                program(check);
            }
            default -> {
                // Everything has a default.
            }
        }
        login(check, type);
        expectation(check, type);
        tls(check, type);
    }

    private void belonging(Fields check, HealthCheck.Type type) {
        for (Map.Entry<Key<?>, Set<HealthCheck.Type>> key : CheckSchema.TYPES.entrySet()) {
            if (!key.getValue().contains(type)) {
                String owners =
                        key.getValue().stream().map(HealthCheck.Type::key).collect(Collectors.joining(", "));
                noEffect.check(
                        check,
                        Check.TYPE,
                        check,
                        key.getKey(),
                        "type " + type.key(),
                        "remove it, or write type " + owners.replaceAll(", ([^,]+)$", " or $1"));
            }
        }
    }

    private void need(Fields service, Fields check, Key<?> key, HealthCheck.Type type) {
        if (check.optional(key) == null && !check.isInvalid(key)) {
            Fields.Found decided = check.found(Check.TYPE);
            Place place = decided == null || decided.inherited() ? service.place() : decided.place();
            problems.add(
                    place,
                    Fields.join(check.path(), key.name()),
                    "is missing; type " + type.key() + " needs it: " + right(key));
        }
    }

    private static String right(Key<?> key) {
        return key.type() instanceof ValueType.Text<?> text ? text.right() : "add it";
    }

    private void login(Fields check, HealthCheck.Type type) {
        if (check.isInvalid(CheckSchema.USERNAME) || check.isInvalid(CheckSchema.PASSWORD)) {
            return;
        }
        boolean user = belongs(CheckSchema.USERNAME, type) && check.optional(CheckSchema.USERNAME) != null;
        boolean password = belongs(CheckSchema.PASSWORD, type) && check.optional(CheckSchema.PASSWORD) != null;
        String name = check.optional(CheckSchema.USERNAME);
        if (user
                && (type == HealthCheck.Type.HTTP || type == HealthCheck.Type.HTTPS)
                && name != null
                && name.contains(":")) {
            problems.add(
                    check,
                    CheckSchema.USERNAME,
                    "a colon ends the user's name in basic authentication; write one without");
        }
        boolean mayLack = type == HealthCheck.Type.MYSQL || type == HealthCheck.Type.POSTGRESQL;
        if (user && !password && !mayLack) {
            problems.add(check, CheckSchema.USERNAME, "stands without a password; add password, or remove it for none");
        }
        if (password && !user && type != HealthCheck.Type.REDIS && !mayLack) {
            problems.add(check, CheckSchema.PASSWORD, "stands without a user; add username, or remove it for none");
        }
    }

    private void expectation(Fields check, HealthCheck.Type type) {
        if (type != HealthCheck.Type.SEND_EXPECT
                && belongs(CheckSchema.EXPECT, type)
                && !check.isInvalid(CheckSchema.EXPECT)
                && check.optional(CheckSchema.EXPECT) instanceof Expectation.Bytes) {
            problems.add(
                    check,
                    CheckSchema.EXPECT,
                    "bytes in hexadecimal are for type send-expect; write a regular expression such as \"OK\"");
        }
    }

    private void tls(Fields check, HealthCheck.Type type) {
        if (!belongs(CheckSchema.TLS_VERIFY, type) || check.isInvalid(CheckSchema.TLS)) {
            return;
        }
        if (type != HealthCheck.Type.HTTPS && !check.value(CheckSchema.TLS)) {
            for (Key<?> key : Set.of(CheckSchema.TLS_VERIFY, CheckSchema.SNI, CheckSchema.CA)) {
                noEffect.without(check, key, "tls: true");
            }
            return;
        }
        if (!check.value(CheckSchema.TLS_VERIFY)) {
            noEffect.check(check, CheckSchema.TLS_VERIFY, CheckSchema.CA, "tls-verify false");
        } else if (!check.isInvalid(CheckSchema.CA)) {
            files.check(problems, check, CheckSchema.CA);
        }
    }

    private void program(Fields check) {
        Path command = check.optional(CheckSchema.COMMAND);
        if (command == null) {
            return;
        }
        String shown = Shown.path(command);
        if (!Files.isRegularFile(command)) {
            problems.add(check, CheckSchema.COMMAND, "there is no file " + shown + "; write the path of a program");
        } else if (!Files.isExecutable(command)) {
            problems.add(
                    check,
                    CheckSchema.COMMAND,
                    shown + " cannot be executed by this user; chmod +x it, or change the owner");
        }
    }

    static boolean belongs(Key<?> key, HealthCheck.Type type) {
        Set<HealthCheck.Type> owners = CheckSchema.TYPES.get(key);
        return owners != null && owners.contains(type);
    }
}
