package io.parley.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.agent.Agent;
import io.parley.agent.AgentFailure;
import io.parley.agent.Outcome;
import io.parley.agent.ReplySink;
import io.parley.faults.Row;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.store.StoredEntry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever an agent does, its turn ends once, with the text so far, and the next message is answered. */
@Row(23)
class AgentFaultTest {
    private static final int MIB = 1024 * 1024;
    private static final String KEPT = "so far 到这里";
    private static final JsonObject LIMITS = new JsonObject()
            .put("first_token_timeout_ms", 300)
            .put("idle_timeout_ms", 300)
            .put("total_timeout_ms", 1_500);

    /** What the agent does, how its turn ends, and how its text begins. */
    private record Fault(BiFunction<ReplySink, Context, Future<Outcome>> agent, ErrorCode code, String text) {}

    private static Arguments fault(
            String name, ErrorCode code, String text, BiFunction<ReplySink, Context, Future<Outcome>> agent) {
        return Arguments.of(Named.of(name, new Fault(agent, code, text)));
    }

    static Stream<Arguments> silences() {
        return Stream.of(
                fault("throws", ErrorCode.INTERNAL_ERROR, "", (sink, context) -> {
                    throw new IllegalStateException("boom");
                }),
                fault("throws in the middle", ErrorCode.INTERNAL_ERROR, KEPT, (sink, context) -> {
                    sink.content(KEPT);
                    throw new IllegalStateException("boom");
                }),
                fault("hangs", ErrorCode.UNAVAILABLE, "", (sink, context) -> never()),
                fault("hangs in the middle", ErrorCode.UNAVAILABLE, KEPT, (sink, context) -> {
                    sink.content(KEPT);
                    return never();
                }),
                fault("drips", ErrorCode.UNAVAILABLE, "....", (sink, context) -> {
                    drip(sink, context);
                    return never();
                }));
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                fault("answers 429", ErrorCode.RATE_LIMIT, "", (sink, context) -> fails(ErrorCode.RATE_LIMIT)),
                fault("answers 500", ErrorCode.UNAVAILABLE, "", (sink, context) -> fails(ErrorCode.UNAVAILABLE)),
                fault("is cut off in the middle", ErrorCode.UNAVAILABLE, KEPT, (sink, context) -> {
                    sink.content(KEPT);
                    return fails(ErrorCode.UNAVAILABLE);
                }),
                fault("sends 50 MB at once", ErrorCode.MSG_TOO_LARGE, "xxxx", (sink, context) -> {
                    sink.content("x".repeat(50 * MIB));
                    return never();
                }),
                fault(
                        "sends 50 MB in pieces from a thread of its own",
                        ErrorCode.MSG_TOO_LARGE,
                        "xxxx",
                        (sink, context) -> context.executeBlocking(() -> {
                            for (int i = 0; i < 50 && !sink.isCancelled(); i++) {
                                sink.content("x".repeat(MIB));
                            }
                            return Outcome.complete();
                        })),
                fault(
                        "waits on a thread of its own for what it adds, and is told there to stop",
                        ErrorCode.UNAVAILABLE,
                        KEPT,
                        (sink, context) -> context.executeBlocking(() -> {
                            var stop = new CompletableFuture<Boolean>();
                            sink.content(KEPT)
                                    .toCompletionStage()
                                    .toCompletableFuture()
                                    .get(10, TimeUnit.SECONDS);
                            sink.onCancel(() -> stop.complete(Context.isOnEventLoopThread()));
                            return stop.get(10, TimeUnit.SECONDS) ? Outcome.complete() : null;
                        })),
                fault("sends nothing it was asked for", ErrorCode.INTERNAL_ERROR, KEPT, (sink, context) -> {
                    sink.content(KEPT);
                    return sink.content(nothing()).map(Outcome.complete());
                }));
    }

    static Stream<Arguments> nulls() {
        return Stream.of(
                fault("says null when nobody waits for it", ErrorCode.INTERNAL_ERROR, KEPT, (sink, context) -> {
                    sink.content(KEPT);
                    context.runOnContext(later -> sink.content(nothing()));
                    return never();
                }),
                fault("thinks null on a thread of its own", ErrorCode.INTERNAL_ERROR, KEPT, (sink, context) -> {
                    sink.content(KEPT);
                    context.executeBlocking(() -> sink.thinking(nothing()));
                    return never();
                }),
                fault("offers null", ErrorCode.INTERNAL_ERROR, "", (sink, context) -> Future.succeededFuture()),
                fault(
                        "fails without words",
                        ErrorCode.UNAVAILABLE,
                        "",
                        (sink, context) -> Future.failedFuture(new AgentFailure(ErrorCode.UNAVAILABLE, null))),
                fault("fails without a code", ErrorCode.INTERNAL_ERROR, "", (sink, context) -> {
                    throw new AgentFailure(noCode(), "no", true);
                }));
    }

    @ParameterizedTest
    @MethodSource({"silences", "answers", "nulls"})
    void turnEndsOnceWithItsTextAndTheNextMessageIsAnswered(Fault fault) throws Exception {
        try (Deployed deployed = new Deployed()) {
            Agent agent = (turn, sink) -> turn.message().content().equals("fine")
                    ? sink.content("well").map(Outcome.complete())
                    : fault.agent().apply(sink, Vertx.currentContext());
            deployed.deploy(agent, new JsonObject().put("turn", LIMITS));
            TestMember member = deployed.member("u1");

            member.chat("c1", "hi");
            Logged.AiReply failed = end(deployed, 1);
            member.chat("c2", "fine");
            Logged.AiReply next = end(deployed, 3);

            assertThat(failed.status()).isEqualTo(Logged.AiReply.Outcome.FAILED);
            assertThat(failed.error()).extracting(Logged.Cause::code).isEqualTo(fault.code());
            assertThat(failed.error())
                    .extracting(Logged.Cause::message)
                    .asString()
                    .isNotEqualTo("null");
            assertThat(failed.content()).startsWith(fault.text()).hasSizeLessThanOrEqualTo(MIB);
            assertThat(fault.text().isEmpty()).isEqualTo(failed.content().isEmpty());
            assertThat(next.status()).isEqualTo(Logged.AiReply.Outcome.COMPLETE);
            assertThat(next.content()).isEqualTo("well");
            long last = InstancesTest.onLog(deployed.vertx(), log -> log.lastSeq("p1"));
            assertThat(last).isEqualTo(4);
        }
    }

    /** How the turn that this entry began has ended, as the log has it: a push may be too large for the window. */
    private static Logged.AiReply end(Deployed deployed, long seq) {
        StoredEntry end = await().atMost(Duration.ofSeconds(10))
                .until(() -> InstancesTest.onLog(deployed.vertx(), log -> log.endOf("p1", seq)), Objects::nonNull);
        return (Logged.AiReply) end.message();
    }

    private static Future<Outcome> never() {
        return Promise.<Outcome>promise().future();
    }

    private static Future<Outcome> fails(ErrorCode code) {
        return Future.failedFuture(new AgentFailure(code, "The model says no."));
    }

    private static void drip(ReplySink sink, Context context) {
        long timer = context.owner().setPeriodic(1, 50, id -> sink.content("."));
        sink.onCancel(() -> context.owner().cancelTimer(timer));
    }

    @SuppressWarnings("NullAway") // what an application's code can do all the same
    private static String nothing() {
        return null;
    }

    @SuppressWarnings("NullAway") // as above
    private static ErrorCode noCode() {
        return null;
    }
}
