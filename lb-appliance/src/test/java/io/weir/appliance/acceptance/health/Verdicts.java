package io.weir.appliance.acceptance.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.lab.Await;
import io.weir.core.service.CheckMethod;
import io.weir.core.service.HealthCheck;
import io.weir.core.service.Secret;
import io.weir.core.service.StatusSet;
import io.weir.core.service.TextPattern;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every type of check must find of a real server: up, wrong, hanging, up again, down. */
final class Verdicts {
    private static final Duration SHORT = Duration.ofMillis(600);

    private Verdicts() {}

    /**
     * Takes a server that is up through all of it; it is down at the end.
     *
     * @param passed the reason of success, an expression
     * @param wrong a check that the server answers, but not as wanted
     * @param failed its reason, an expression
     */
    static void prove(ServerProgram server, CheckMethod right, String passed, CheckMethod wrong, String failed) {
        assertThat(server.reason(right)).matches(passed);
        assertThat(server.check(wrong).healthy()).isFalse();
        assertThat(server.reason(wrong)).matches(failed);
        server.freeze();
        assertThat(server.check(right, SHORT).reason().toString()).matches("L[67]TOUT no .* in 600 ms.*");
        server.thaw();
        Await.until(
                "the server again",
                ServerProgram.SOON,
                () -> server.check(right).healthy());
        server.stop();
        assertThat(server.reason(right)).isEqualTo("L4CON connection refused");
    }

    static CheckMethod connect() {
        return new CheckMethod.Plain(HealthCheck.Type.CONNECT);
    }

    static CheckMethod http(CheckMethod.@Nullable Tls tls, String path, @Nullable String expect) {
        return new CheckMethod.Http(
                tls,
                "GET",
                path,
                null,
                null,
                StatusSet.parse("200-399").orElseThrow(),
                expect == null ? null : pattern(expect),
                List.of());
    }

    static TextPattern pattern(String expression) {
        return new TextPattern(Pattern.compile(expression));
    }

    static CheckMethod.Login login(String username, String password) {
        return new CheckMethod.Login(username, new Secret(password));
    }
}
