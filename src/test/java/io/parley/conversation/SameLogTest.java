package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.parley.bus.BusFailure;
import io.parley.bus.EventBusTransport;
import io.parley.bus.LogIdentity;
import io.parley.bus.Transport;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SameLogTest {
    private static final LogIdentity OWN = new LogIdentity("own", 1L);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final BlockingQueue<String> stopped = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void firstOfAllMayServe() throws Exception {
        check();
    }

    @Test
    void oneWithTheLogOfTheOthersMayServe() throws Exception {
        vertx.eventBus().consumer("conv.log", asked -> asked.reply(new JsonObject().put("log_id", "own")));

        check();
    }

    @Test
    void oneWithAnotherLogIsToldWhatToDo() {
        vertx.eventBus().consumer("conv.log", asked -> asked.reply(new JsonObject().put("log_id", "theirs")));

        assertThat(catchThrowable(this::check))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("own")
                .hasMessageContaining("theirs")
                .hasMessageContaining("store.kind");
    }

    @Test
    void oneToWhomNobodyAnswersDoesNotServe() {
        vertx.eventBus().consumer("conv.log", asked -> {});

        assertThat(catchThrowable(this::check)).isInstanceOf(BusFailure.class).hasMessageContaining("cluster.tls");
    }

    @Test
    void oneThatIsNotAnsweredAtFirstAsksAgain() throws Exception {
        MessageConsumer<JsonObject> frozen = vertx.eventBus().consumer("conv.log", asked -> {});
        vertx.eventBus().consumer("conv.log", asked -> asked.reply(new JsonObject().put("log_id", "own")));

        check();

        assertThat(frozen.isRegistered()).isTrue();
    }

    @Test
    void ofTwoThatBeganAtOneTimeTheYoungerStops() throws Exception {
        SameLog elder = instance("elder", 1);
        SameLog younger = instance("younger", 2);
        on(elder::check);
        on(younger::check);

        tell(elder, younger);

        assertThat(stopped.poll(10, SECONDS))
                .startsWith("younger: ")
                .contains("its log is younger, theirs is elder")
                .contains("store.kind");
        assertThat(catchThrowable(() -> on(younger::settled))).isInstanceOf(IllegalArgumentException.class);
        on(elder::settled);
    }

    @Test
    void ofTwoThatBeganInTheSameMillisecondOneStops() throws Exception {
        SameLog one = instance("one", 1);
        SameLog two = instance("two", 1);
        on(one::check);
        on(two::check);

        tell(two, one);

        assertThat(stopped.poll(10, SECONDS)).startsWith("two: ");
        on(one::settled);
    }

    @Test
    void oneThatIsYoungerThanAForeignLogStaysWhereAnotherWithItsOwnIsElder() throws Exception {
        SameLog first = instance("log", 1);
        SameLog foreign = instance("foreign", 2);
        SameLog second = instance("log", 3);
        for (SameLog each : List.of(first, foreign, second)) {
            on(each::check);
        }

        tell(foreign, second, first);

        assertThat(stopped.poll(10, SECONDS)).startsWith("foreign: ");
        on(second::settled);
        assertThat(stopped).isEmpty();
    }

    @Test
    void oneThatDoesNotServeStopsNobodyWhateverItsClockSays() throws Exception {
        vertx.eventBus().consumer("conv.log", asked -> asked.reply(new JsonObject().put("log_id", "serving")));
        SameLog serving = instance("serving", 2);
        on(serving::check);
        tell(serving);
        SameLog newcomer = instance("newcomer", 1);

        assertThat(catchThrowable(() -> on(newcomer::check))).isInstanceOf(IllegalArgumentException.class);

        on(serving::settled);
        assertThat(stopped).isEmpty();
    }

    private SameLog instance(String logId, long since) {
        LogIdentity own = new LogIdentity(logId, since);
        return new SameLog(vertx, transport(), own, why -> stopped.add(logId + ": " + why));
    }

    private void tell(SameLog... all) {
        context.runOnContext(now -> List.of(all).forEach(SameLog::tell));
    }

    private Transport transport() {
        return new EventBusTransport(vertx, Duration.ofMillis(50));
    }

    private void check() throws Exception {
        on(new SameLog(vertx, transport(), OWN, stopped::add)::check);
    }

    private void on(Supplier<Future<Void>> task) throws Exception {
        Future.<Void>future(done -> context.runOnContext(now -> task.get().onComplete(done)))
                .await(20, SECONDS);
    }
}
