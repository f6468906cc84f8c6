package io.weir.l7.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatchPathTest {
    private static @Nullable String form(String path) {
        return MatchPath.of(new AsciiString(path), path.length());
    }

    @ParameterizedTest
    @CsvSource({
        "/, /",
        "/a/b.html, /a/b.html",
        "/a/, /a/",
        "/%61dmin, /admin",
        "/images/../admin, /admin",
        "/images/%2e%2e/admin, /admin",
        "/./admin, /admin",
        "/a/., /a/",
        "/a/b/.., /a/",
        "/a/.., /",
        "//admin, /admin",
        "/a///b//, /a/b/",
        "/admin;x=1/users, /admin/users",
        "/a;x, /a",
        "/a/;x, /a/",
        "/a%2fb, /a/b",
        "/a%5Cb, /a/b",
        "/a\\b, /a/b",
        "/caf%C3%A9, /café",
        "/...,/...",
        "/.well-known/x, /.well-known/x",
        "/a..b/..c, /a..b/..c",
        "*, *",
        "host:443, host:443",
    })
    void hasOneForm(String path, String expected) {
        assertThat(form(path)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/..",
                "/../admin",
                "/a/../../admin",
                "/public/..%2fadmin",
                "/public%2f../admin",
                "/public/..%5cadmin",
                "/public%5c..%5cadmin",
                "/..;/admin",
                "/a/..;x=1/admin",
                "/a/.;/admin",
                "/a//../b",
                "//x/../b",
                "/a/;x/../b",
                "/a/;x/b/../../c",
                "/%",
                "/%4",
                "/%zz",
                "/a%00",
                "/a%0d%0a",
                "/a%7f",
                "/%c0%af",
                "/%c0%ae%c0%ae/x",
                "/%c1%9c",
            })
    void refusesWhatServersReadInDifferentWays(String path) {
        assertThat(form(path)).isNull();
    }

    @Property
    void aFormHasNothingToResolve(@ForAll("paths") String path) {
        String form = form(path);
        if (form != null) {
            assertThat(form).startsWith("/").doesNotContain("//");
            assertThat(form.split("/")).doesNotContain(".", "..");
        }
    }

    @Property
    void encodingALetterChangesNothing(@ForAll("paths") String path) {
        assertThat(form(path.replace("a", "%61").replace("b", "%62"))).isEqualTo(form(path));
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "/", "/", ".", "..", ";", "%2e", "%2f", "%5C", "\\", "%61")
                .list()
                .ofMaxSize(12)
                .map(parts -> "/" + String.join("", parts));
    }
}
