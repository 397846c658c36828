package io.parley.store;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What every directory of connections does. */
abstract class ConnectionDirectoryContract {
    static final Duration DAY = Duration.ofHours(24);

    final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();

    /** A new and empty directory whose entries fade after {@code lifetime}; called on the context that uses it. */
    abstract Future<ConnectionDirectory> open(Duration lifetime);

    @AfterEach
    void close() throws Exception {
        vertx.close().await(10, SECONDS);
    }

    @Test
    void connectionsOfAUserAreThoseThatWereAdded() throws Exception {
        ConnectionDirectory directory = await(() -> open(DAY));

        await(() -> directory.add(entry("c1", "u1")));
        await(() -> directory.add(entry("c2", "u1")));
        await(() -> directory.add(entry("c3", "u:2@example|~")));

        assertThat(of(directory, "u1")).containsExactlyInAnyOrder(entry("c1", "u1"), entry("c2", "u1"));
        assertThat(of(directory, "u:2@example|~")).containsExactly(entry("c3", "u:2@example|~"));
        assertThat(of(directory, "u3")).isEmpty();
        await(directory::close);
    }

    @Test
    void removedConnectionIsGoneAndTheOthersStay() throws Exception {
        ConnectionDirectory directory = await(() -> open(DAY));
        await(() -> directory.add(entry("c1", "u1")));
        await(() -> directory.add(entry("c2", "u1")));

        await(() -> directory.remove("c1"));
        await(() -> directory.remove("unknown"));

        assertThat(of(directory, "u1")).containsExactly(entry("c2", "u1"));
        await(directory::close);
    }

    @Test
    void connectionAddedAgainIsThereOnceAndAsItWasAddedLast() throws Exception {
        ConnectionDirectory directory = await(() -> open(DAY));
        await(() -> directory.add(entry("c1", "u1")));

        ConnectionEntry later = new ConnectionEntry("c1", "u1", "p2", Instant.ofEpochMilli(1_790_000_009_999L));
        await(() -> directory.add(later));

        assertThat(of(directory, "u1")).containsExactly(later);
        assertThat(later.createdAt()).isEqualTo(Instant.ofEpochSecond(1_790_000_009L));
        await(directory::close);
    }

    @Test
    void connectionThatNobodyRemovesFades() throws Exception {
        ConnectionDirectory directory = await(() -> open(Duration.ofMillis(200)));

        await(() -> directory.add(entry("c1", "u1")));

        Awaitility.await().untilAsserted(() -> assertThat(of(directory, "u1")).isEmpty());
        await(directory::close);
    }

    final <T> T await(Supplier<Future<T>> task) throws Exception {
        return Future.<T>future(done -> context.runOnContext(none ->
                        Future.succeededFuture().compose(now -> task.get()).onComplete(done)))
                .await(10, SECONDS);
    }

    final List<ConnectionEntry> of(ConnectionDirectory directory, String userId) throws Exception {
        return await(() -> directory.connectionsOf(userId));
    }

    static ConnectionEntry entry(String connectionId, String userId) {
        return new ConnectionEntry(connectionId, userId, "p1", Instant.ofEpochSecond(1_790_000_000L));
    }
}
