package io.weir.l7.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.AsciiString;
import io.weir.core.service.HttpMode;
import io.weir.core.service.Timeouts;
import io.weir.l7.deadline.Deadline;
import io.weir.l7.fixture.HttpModes;
import io.weir.l7.http.guard.FieldName;
import io.weir.l7.http.message.Fields;
import io.weir.l7.http.message.RequestHead;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyPaceTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final Duration ANY = Duration.ofSeconds(1);
    /** 20 seconds for a body. */
    private static final Timeouts TIMEOUTS = new Timeouts(ANY, ANY, ANY, ANY, ANY, ANY);

    private final BodyPace pace = BodyPace.of(HttpMode.DEFAULT, TIMEOUTS, request("text/plain"));

    @Test
    void everyByteProlongsTheTime() {
        pace.resume(100 * SECOND);
        assertThat(pace.ends(0)).isEqualTo(120 * SECOND);
        assertThat(pace.ends(500)).isEqualTo(121 * SECOND);
        assertThat(pace.ends(5_000)).isEqualTo(130 * SECOND);
        assertThat(pace.ends(Long.MAX_VALUE)).isGreaterThan(1_000_000 * SECOND);
    }

    @Test
    void timeInWhichNothingIsReadDoesNotCount() {
        assertThat(pace.ends(0)).isEqualTo(Deadline.NEVER);
        pace.resume(100 * SECOND);
        pace.pause(110 * SECOND);
        assertThat(pace.ends(0)).isEqualTo(Deadline.NEVER);
        pace.resume(150 * SECOND);
        assertThat(pace.ends(0)).isEqualTo(160 * SECOND);
        // Asked for twice in a row, as after a server was found.
        pace.resume(155 * SECOND);
        assertThat(pace.ends(0)).isEqualTo(160 * SECOND);
    }

    @Test
    void withoutARateAnythingWillDo() {
        BodyPace any = BodyPace.of(HttpModes.withMinBodyRate(0), TIMEOUTS, request("text/plain"));
        any.resume(0);
        assertThat(any.ends(0)).isEqualTo(Deadline.NEVER);
    }

    @Test
    void callsOfGrpcMayComeMessageByMessage() {
        for (String type : List.of("application/grpc", "Application/gRPC+proto")) {
            BodyPace grpc = BodyPace.of(HttpMode.DEFAULT, TIMEOUTS, request(type));
            grpc.resume(0);
            assertThat(grpc.ends(0)).as(type).isEqualTo(Deadline.NEVER);
        }
    }

    private static RequestHead request(String type) {
        Fields fields = new Fields();
        fields.add(FieldName.CONTENT_TYPE.lower(), AsciiString.of(type));
        return new RequestHead(
                AsciiString.of("POST"),
                true,
                AsciiString.of("rpc.example"),
                AsciiString.of("/"),
                fields,
                RequestHead.UNKNOWN_LENGTH,
                null,
                false,
                true);
    }
}
