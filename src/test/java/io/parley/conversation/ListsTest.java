package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.bus.BusFailure;
import io.parley.bus.ManageReply;
import io.parley.bus.ManageRequest;
import io.parley.bus.ManageRequest.Op;
import io.parley.bus.Route;
import io.parley.bus.Silence;
import io.parley.store.ConversationLog;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ListsTest {
    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final FaultyLog faults = new FaultyLog();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void whoDoesNotReachItsLogLeavesWhatAllHeardToTheOthers() {
        for (Op op : new Op[] {Op.LIST, Op.MEMBERS}) {
            assertThat(catchThrowable(() -> ask(op, Route.HEARD_BY_ALL))).isInstanceOf(Silence.class);
            assertThat(catchThrowable(() -> ask(op, Route.ANY))).isInstanceOf(BusFailure.class);
        }
    }

    private ManageReply ask(Op op, Route route) throws Exception {
        faults.fails(op == Op.LIST ? "conversationsOf" : "role", 1);
        var request = new ManageRequest(op, "anna", op == Op.LIST ? null : "p1", new JsonObject(), "en");
        return Future.<ManageReply>future(done -> context.runOnContext(now -> log().map(Lists::new)
                        .compose(lists -> op == Op.LIST
                                ? lists.of(request, route)
                                : lists.forMember(request, route, () -> Future.failedFuture("was asked")))
                        .onComplete(done)))
                .await(10, SECONDS);
    }

    private Future<ConversationLog> log() {
        return Objects.requireNonNull(faults.behind(new ScriptedAgent()).log()).apply(vertx);
    }
}
