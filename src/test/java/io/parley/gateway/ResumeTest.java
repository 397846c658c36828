package io.parley.gateway;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.bus.BusFailure;
import io.parley.bus.HandleReply;
import io.parley.bus.RegisterReply;
import io.parley.client.TestClient;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.CommandName;
import io.parley.protocol.ErrorCode;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Each client sees each entry of the log once and in order, whatever is lost, late or twice on the way. */
class ResumeTest extends GatewayFixture {
    @Test
    void whatWasMissedComesInPagesAndThenWhatIsRunning() throws Exception {
        start();
        conversation.grow(950);
        conversation.running.add(snapshot(1, "so far"));

        try (var client = new TestClient(vertx, to("p1").resuming("s1", 3L))) {
            List<JsonObject> all = client.upTo("ai_snapshot");

            assertThat(all.get(0).getString("status")).isEqualTo("connected");
            assertThat(all.get(0).getJsonObject("details").getBoolean("resumed"))
                    .isTrue();
            assertThat(seqs(all))
                    .isEqualTo(LongStream.rangeClosed(4, 950).boxed().toList());
            assertThat(conversation.read).hasSize(4);
            assertThat(conversation.read).allMatch(page -> page.limit() == 200);
        }
    }

    @Test
    void pushesDuringTheCatchUpComeAfterItOnce() throws Exception {
        start();
        conversation.pageSize = 5;
        conversation.grow(20);
        var page = conversation.onRead;
        conversation.onRead = request -> {
            if (conversation.log.size() < 23) {
                conversation.push(conversation.grow(1));
            }
            return page.apply(request);
        };

        try (var client = new TestClient(vertx, to("p1").resuming(null, 0L))) {
            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 23);
            conversation.push(conversation.grow(1));

            assertThat(seqs(all))
                    .isEqualTo(LongStream.rangeClosed(1, 23).boxed().toList());
            assertThat(client.next("notice").getLong("seq")).isEqualTo(24);
        }
    }

    @Test
    void clientThatIsTooFarBehindIsToldToBeginAnew() throws Exception {
        start();
        conversation.grow(10);
        conversation.onRegister = request -> conversation.welcome(request).map(reply -> resetTo(reply, 6));

        try (var client = new TestClient(vertx, to("p1").resuming("s1", 1L))) {
            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 10);

            assertThat(all.get(1).getString("status")).isEqualTo("reset");
            assertThat(all.get(1).getJsonObject("details").getLong("from_seq")).isEqualTo(6);
            assertThat(seqs(all)).containsExactly(6L, 7L, 8L, 9L, 10L);
        }
    }

    @Test
    void pushesBeforeTheAnswerToTheRegisterAreHeldAndMerged() throws Exception {
        start();
        conversation.grow(2);
        Promise<RegisterReply> answer = Promise.promise();
        conversation.onRegister = request -> {
            conversation.push(delta(0, "an"), conversation.grow(1));
            return answer.future();
        };
        try (var client = new TestClient(vertx, to("p1").resuming(null, 1L))) {
            var request = conversation.registered.poll(5, SECONDS);
            conversation.running.add(snapshot(1, "an"));

            conversation.welcome(request).onComplete(answer);
            conversation.push(delta(2, "swer"), conversation.grow(1));

            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 4);
            assertThat(types(all)).containsExactly("status", "notice", "notice", "ai_snapshot", "ai_delta", "notice");
            assertThat(all.get(4).getInteger("offset")).isEqualTo(2);
            assertThat(seqs(all)).containsExactly(2L, 3L, 4L);
        }
    }

    @Test
    void lostPushIsReadFromTheLogBeforeWhatFollowsIt() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(conversation.grow(1));
            conversation.grow(2);
            conversation.push(conversation.grow(1));
            conversation.push(conversation.log.get(1));
            conversation.push(conversation.grow(1));

            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 5);

            assertThat(seqs(all)).containsExactly(1L, 2L, 3L, 4L, 5L);
            assertThat(conversation.read.poll(5, SECONDS).afterSeq()).isEqualTo(1);
        }
    }

    @Test
    void streamGoesOnWhileAGapIsMendedAndSaysNothingTwice() throws Exception {
        start();
        Promise<Void> gate = Promise.promise();
        var page = conversation.onRead;
        conversation.onRead = request -> gate.future().compose(open -> page.apply(request));
        try (var client = connected()) {
            conversation.grow(1);
            conversation.push(conversation.grow(1));
            conversation.push(progress(10), progress(30), delta(0, "an"), delta(2, "swer"));
            conversation.read.poll(5, SECONDS);
            conversation.running.addAll(List.of(progress(30), snapshot(1, "an")));

            gate.complete();

            List<JsonObject> all = client.upTo("ai_delta");
            assertThat(types(all)).containsExactly("notice", "notice", "progress", "ai_snapshot", "ai_delta");
            assertThat(all.get(2).getInteger("progress")).isEqualTo(30);
            assertThat(all.get(4).getString("content")).isEqualTo("swer");
        }
    }

    @Test
    void moreThanIsHeldIsReadFromTheLog() throws Exception {
        start();
        Promise<RegisterReply> answer = Promise.promise();
        conversation.onRegister = request -> answer.future();
        try (var client = new TestClient(vertx, to("p1").resuming(null, 0L))) {
            var request = conversation.registered.poll(5, SECONDS);
            conversation.welcome(request).onSuccess(reply -> {
                IntStream.range(0, 700).forEach(i -> conversation.push(conversation.grow(1)));
                answer.complete(reply);
            });

            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 700);

            assertThat(seqs(all))
                    .isEqualTo(LongStream.rangeClosed(1, 700).boxed().toList());
        }
    }

    @Test
    void pushThatTheLogDoesNotHaveIsDropped() throws Exception {
        start();
        try (var client = connected()) {
            conversation.push(ScriptedConversation.notice(9, null));
            conversation.read.poll(5, SECONDS);
            conversation.push(conversation.grow(1));

            assertThat(client.next("notice").getLong("seq")).isEqualTo(1);
        }
    }

    @Test
    void gapThatOpensWhileAnotherIsMendedIsMendedToo() throws Exception {
        start();
        Promise<Void> gate = Promise.promise();
        var page = conversation.onRead;
        conversation.onRead = request -> {
            conversation.onRead = page;
            var asOfNow = page.apply(request);
            return gate.future().compose(open -> asOfNow);
        };
        try (var client = connected()) {
            conversation.grow(1);
            conversation.push(conversation.grow(1));
            conversation.read.poll(5, SECONDS);
            conversation.grow(1);
            conversation.push(conversation.grow(1));

            gate.complete();

            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 4);
            assertThat(seqs(all)).containsExactly(1L, 2L, 3L, 4L);
        }
    }

    @Test
    void clientAsksForWhatItMissedAtAnyTime() throws Exception {
        start();
        conversation.grow(5);
        try (var client = connected()) {
            conversation.registered.clear();
            client.send(new ClientMessage.Resume("r1", null, 2L, null, null));

            List<JsonObject> all = client.upTo("notice", notice -> notice.getLong("seq") == 5);

            assertThat(all.get(0).getString("status")).isEqualTo("resumed");
            assertThat(seqs(all)).containsExactly(3L, 4L, 5L);
            assertThat(conversation.registered.poll(5, SECONDS).sessionId())
                    .isEqualTo(client.connection().sessionId());
        }
    }

    @Test
    void resumeWithoutASeqGoesOnWhereTheSocketIs() throws Exception {
        start();
        conversation.grow(5);
        try (var client = connected()) {
            conversation.registered.clear();
            client.send("{\"type\":\"resume\"}");

            assertThat(client.next().getString("status")).isEqualTo("resumed");
            assertThat(conversation.registered.poll(5, SECONDS).lastSeq()).isEqualTo(5);
        }
    }

    @Test
    void resumeThatFailsIsToldAndTheConnectionGoesOn() throws Exception {
        start(new JsonObject().put("request_timeout_ms", 1_000));
        try (var client = connected()) {
            conversation.onRegister = request -> Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "not now"));
            client.send("{\"type\":\"resume\",\"id\":\"r1\"}");

            JsonObject error = client.next();
            conversation.push(conversation.grow(1));

            assertThat(error.getString("code")).isEqualTo("UNAVAILABLE");
            assertThat(error.getString("id")).isEqualTo("r1");
            assertThat(client.next("notice").getLong("seq")).isEqualTo(1);
        }
    }

    @Test
    void noticeForSomebodyElseIsBlankHoweverItComes() throws Exception {
        start();
        conversation.log.add(ScriptedConversation.notice(1, "u2"));
        Logged secret = ScriptedConversation.notice(2, "u2");
        conversation.onHandle = request -> Future.succeededFuture(
                new HandleReply(new ServerMessage.History(1, "p1", "h1", List.of(secret), false), "c1", 1));
        try (var client = new TestClient(vertx, to("p1").resuming(null, 0L));
                var friend = connected(to("p1").withUser("u2"))) {
            JsonObject paged = client.next("notice");
            conversation.log.add(secret);
            conversation.push(secret);
            conversation.push("u2", secret);
            client.send(new ClientMessage.Command("h1", CommandName.HISTORY, new JsonObject(), null, null));

            for (JsonObject blank : List.of(
                    paged,
                    client.next("notice"),
                    client.next("history").getJsonArray("messages").getJsonObject(0))) {
                assertThat(blank.fieldNames())
                        .containsExactlyInAnyOrder("type", "seq", "message_id", "timestamp", "project_id");
            }
            assertThat(friend.next("notice").getString("to")).isEqualTo("u2");
        }
    }

    @Test
    void newOwnerIsRegisteredWithAndTheOldOneIsNotHeard() throws Exception {
        start();
        conversation.grow(1);
        try (var client = connected()) {
            conversation.registered.clear();
            conversation.epoch = 2;
            conversation.push(conversation.grow(1));
            JsonObject first = client.next();
            conversation.epoch = 1;
            conversation.push(delta(0, "stale"));
            conversation.epoch = 2;
            conversation.push(conversation.grow(1));

            assertThat(first.getLong("seq")).isEqualTo(2);
            assertThat(client.next().getLong("seq")).isEqualTo(3);
            var again = conversation.registered.poll(5, SECONDS);
            assertThat(again.lastSeq()).isEqualTo(1);
            assertThat(again.sessionId()).isEqualTo(client.connection().sessionId());
        }
    }

    @Test
    void conversationThatIsGoneWhileAGapIsOpenSendsTheClientBack() throws Exception {
        start(new JsonObject().put("request_timeout_ms", 300));
        try (var client = connected()) {
            conversation.onRead = request -> Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "gone"));
            conversation.onRegister = request -> Future.failedFuture(new BusFailure(ErrorCode.UNAVAILABLE, "gone"));
            conversation.push(ScriptedConversation.notice(5, null));

            assertThat(client.next("error").getString("code")).isEqualTo("UNAVAILABLE");
            assertThat(client.closeCode()).isEqualTo(1013);
        }
    }

    private RegisterReply resetTo(RegisterReply reply, long from) {
        List<Logged> tail = conversation.log.subList((int) from - 1, conversation.log.size());
        return new RegisterReply(
                true,
                null,
                reply.sessionId(),
                reply.owner(),
                reply.incarnation(),
                reply.epoch(),
                reply.n(),
                reply.logId(),
                reply.lastSeq(),
                true,
                from,
                tail,
                false,
                List.of(),
                reply.durability());
    }

    private static ServerMessage snapshot(int attempt, String content) {
        return new ServerMessage.AiSnapshot(1, "p1", "a1", "t1", attempt, null, null, content, "");
    }

    private static ServerMessage delta(int offset, String content) {
        return new ServerMessage.AiDelta(1, "p1", "a1", "t1", 1, offset, content, null, null);
    }

    private static ServerMessage progress(int percent) {
        return new ServerMessage.Progress(1, "p1", "task1", 1, "draw", percent, null);
    }

    private static List<String> types(List<JsonObject> messages) {
        return messages.stream().map(message -> message.getString("type")).toList();
    }

    private static List<Long> seqs(List<JsonObject> messages) {
        return messages.stream()
                .filter(message -> message.containsKey("seq"))
                .map(message -> message.getLong("seq"))
                .toList();
    }
}
