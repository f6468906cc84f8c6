package io.weir.appliance.acceptance.l7;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingServerCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.weir.appliance.acceptance.Certificate;
import io.weir.appliance.lab.Await;
import io.weir.core.net.IpAddress;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** gRPC's own client and server, with HTTP/2 on both sides of the balancer: one call, a stream each way, trailers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GrpcTest {
    private static final int SERVER_PORT = 18_250;
    private static final int PLAIN = 18_251;
    private static final int SECURE = 18_252;
    private static final int MESSAGES = 200;
    private static final Metadata.Key<String> TRAILER = Metadata.Key.of("x-told", Metadata.ASCII_STRING_MARSHALLER);

    private static final MethodDescriptor<String, String> ECHO = method("Echo", MethodDescriptor.MethodType.UNARY);
    private static final MethodDescriptor<String, String> TALK =
            method("Talk", MethodDescriptor.MethodType.BIDI_STREAMING);

    private final LoopbackSite site = new LoopbackSite();
    private @Nullable Server server;

    /** Text as it is, so that nothing needs to be generated. */
    private static final class Text implements MethodDescriptor.Marshaller<String> {
        @Override
        public InputStream stream(String value) {
            return new ByteArrayInputStream(value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public String parse(InputStream stream) {
            try {
                return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static MethodDescriptor<String, String> method(String name, MethodDescriptor.MethodType type) {
        return MethodDescriptor.<String, String>newBuilder()
                .setType(type)
                .setFullMethodName(MethodDescriptor.generateFullMethodName("weir.Test", name))
                .setRequestMarshaller(new Text())
                .setResponseMarshaller(new Text())
                .build();
    }

    private static ServerServiceDefinition service() {
        ServerServiceDefinition calls = ServerServiceDefinition.builder("weir.Test")
                .addMethod(ECHO, ServerCalls.asyncUnaryCall((request, answer) -> {
                    if (request.equals("fail")) {
                        answer.onError(Status.FAILED_PRECONDITION
                                .withDescription("as asked")
                                .asRuntimeException());
                    } else {
                        answer.onNext(request);
                        answer.onCompleted();
                    }
                }))
                .addMethod(TALK, ServerCalls.asyncBidiStreamingCall(GrpcTest::sendBack))
                .build();
        return ServerInterceptors.intercept(calls, GrpcTest::withTrailer);
    }

    private static <A, B> ServerCall.Listener<A> withTrailer(
            ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
        return next.startCall(
                new ForwardingServerCall.SimpleForwardingServerCall<A, B>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        trailers.put(TRAILER, "at the end");
                        super.close(status, trailers);
                    }
                },
                headers);
    }

    private static StreamObserver<String> sendBack(StreamObserver<String> answers) {
        return new StreamObserver<>() {
            @Override
            public void onNext(String value) {
                answers.onNext("re " + value);
            }

            @Override
            public void onError(Throwable cause) {
                answers.onError(cause);
            }

            @Override
            public void onCompleted() {
                answers.onCompleted();
            }
        };
    }

    @BeforeAll
    void open() throws IOException {
        Certificate.make(site.lab.addHost("maker", site.address(12)), site.lab.directory());
        Path folder = site.lab.directory();
        Files.writeString(
                folder.resolve("site.pem"),
                Files.readString(folder.resolve("certificate.pem")) + Files.readString(folder.resolve("key.pem")));
        server = NettyServerBuilder.forAddress(at(41, SERVER_PORT))
                .addService(service())
                .build()
                .start();
        String servers = """
                    http: { server-http2: true }
                    real-servers: [{ name: app1, address: %s, port: %d }]
                """.formatted(site.address(41), SERVER_PORT);
        site.start("""
                defaults: { mode: l7-snat, address: null, health-check: { type: connect, interval: 500ms, timeout: 500ms } }
                virtual-services:
                  - name: plain
                    address: %s
                    ports: %d
                %s
                  - name: secure
                    address: %s
                    ports: %d
                    tls: { certificates: [site.pem] }
                %s
                """.formatted(site.vip(), PLAIN, servers, site.vip(), SECURE, servers)
                .replace(" address: null,", ""));
    }

    private InetSocketAddress at(int last, int port) {
        return new InetSocketAddress(IpAddress.of(site.address(last)).toInetAddress(), port);
    }

    @AfterAll
    void close() {
        Server running = server;
        if (running != null) {
            running.shutdownNow();
        }
        site.close();
    }

    private ManagedChannel channel(int port) throws IOException {
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(at(100, port));
        return port == PLAIN
                ? builder.usePlaintext().build()
                : builder.overrideAuthority("grpc.example")
                        .sslContext(GrpcSslContexts.forClient()
                                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                                .build())
                        .build();
    }

    private static CallOptions soon() {
        return CallOptions.DEFAULT.withDeadlineAfter(20, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {PLAIN, SECURE})
    void callsStreamsAndTrailersPass(int port) throws Exception {
        ManagedChannel channel = channel(port);
        try {
            AtomicReference<Metadata> trailers = new AtomicReference<>();
            var watched = ClientInterceptors.intercept(
                    channel, MetadataUtils.newCaptureMetadataInterceptor(new AtomicReference<>(), trailers));
            assertThat(ClientCalls.blockingUnaryCall(watched, ECHO, soon(), "hello"))
                    .isEqualTo("hello");
            assertThat(trailers.get().get(TRAILER)).isEqualTo("at the end");
            String large = "x".repeat(3_000_000);
            assertThat(ClientCalls.blockingUnaryCall(channel, ECHO, soon(), large))
                    .isEqualTo(large);
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(watched, ECHO, soon(), "fail"))
                    .isInstanceOfSatisfying(StatusRuntimeException.class, failure -> {
                        assertThat(failure.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
                        assertThat(failure.getStatus().getDescription()).isEqualTo("as asked");
                    });
            talk(channel);
        } finally {
            channel.shutdownNow();
            channel.awaitTermination(5, TimeUnit.SECONDS);
        }
    }

    /** Each message is answered before the next is sent: nothing may be held back on the way. */
    private static void talk(ManagedChannel channel) {
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<String> end = new AtomicReference<>("");
        StreamObserver<String> speak =
                ClientCalls.asyncBidiStreamingCall(channel.newCall(TALK, soon()), new StreamObserver<>() {
                    @Override
                    public void onNext(String value) {
                        heard.add(value);
                    }

                    @Override
                    public void onError(Throwable cause) {
                        end.set(cause.toString());
                    }

                    @Override
                    public void onCompleted() {
                        end.set("completed");
                    }
                });
        for (int i = 0; i < MESSAGES; i++) {
            speak.onNext("message " + i);
            int expected = i + 1;
            Await.until(
                    "answer " + i,
                    LoopbackSite.SOON,
                    () -> heard.size() == expected || !end.get().isEmpty());
        }
        speak.onCompleted();
        Await.until("the end", LoopbackSite.SOON, () -> !end.get().isEmpty());
        assertThat(end.get()).isEqualTo("completed");
        assertThat(heard).hasSize(MESSAGES).startsWith("re message 0").endsWith("re message " + (MESSAGES - 1));
    }
}
