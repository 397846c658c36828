package io.parley.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedisTailsTest {
    private static final String P = "p1";
    private static final String KEY = "ws:tail:p1";

    private final Vertx vertx = Vertx.vertx();
    private final RedisServer redis;
    private final RedisLink link;
    private final RedisTails tails;

    RedisTailsTest() throws Exception {
        redis = RedisServer.start();
        link = new RedisLink(vertx, redis.config());
        tails = new RedisTails(link, 5, 1_000, Duration.ofHours(1));
    }

    @BeforeEach
    void connect() throws Exception {
        link.start().await(10, SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        link.close().await(10, SECONDS);
        vertx.close().await(10, SECONDS);
        redis.close();
    }

    @Test
    void whatFollowsIsAddedAndComesBackToTheLetter() throws Exception {
        append(1, items(1, 2));
        append(2, List.of(new TailItem(3, "m3", "m2", "- {\"said\": \"你好 👋 \\n a  b\"}")));

        assertThat(read())
                .containsExactly(
                        new TailItem(1, "m1", "", "body of 1"),
                        new TailItem(2, "m2", "m1", "body of 2"),
                        new TailItem(3, "m3", "m2", "- {\"said\": \"你好 👋 \\n a  b\"}"));
        assertThat(number(Command.PTTL, KEY)).isBetween(1L, Duration.ofHours(1).toMillis());
    }

    @Test
    void whatDoesNotFollowBeginsAnew() throws Exception {
        append(1, items(1, 2));
        append(1, items(4, 4));
        assertThat(read()).extracting(TailItem::seq).containsExactly(4L);

        append(1, List.of(new TailItem(5, "m5", "another", "b")));

        assertThat(read()).extracting(TailItem::seq).containsExactly(5L);
    }

    @Test
    void anEarlierOwnerAddsNothing() throws Exception {
        append(7, items(1, 2));

        assertThat(tails.append(P, 6, items(3, 3)).await(10, SECONDS)).isFalse();

        assertThat(read()).extracting(TailItem::seq).containsExactly(1L, 2L);
    }

    @Test
    void theOldestGoWhereThereAreTooManyOrTooMuch() throws Exception {
        append(1, items(1, 9));
        assertThat(read()).extracting(TailItem::seq).containsExactly(5L, 6L, 7L, 8L, 9L);

        append(
                1,
                List.of(
                        new TailItem(10, "m10", "m9", "x".repeat(600)),
                        new TailItem(11, "m11", "m10", "字".repeat(150))));
        assertThat(read()).extracting(TailItem::seq).containsExactly(10L, 11L);

        append(1, List.of(new TailItem(12, "m12", "m11", "x".repeat(5_000))));
        assertThat(read()).extracting(TailItem::seq).containsExactly(12L);
    }

    @Test
    void whatIsForgottenIsGoneAndStaysSo() throws Exception {
        append(1, items(1, 2));

        tails.forget(P).await(10, SECONDS);

        assertThatThrownBy(() -> append(2, items(3, 3))).isInstanceOf(RedisFailure.class);
        assertThatThrownBy(this::read).isInstanceOf(RedisFailure.class);
        assertThat(number(Command.STRLEN, KEY)).isZero();
        assertThat(number(Command.PTTL, KEY)).isPositive();
    }

    @Test
    void whatSomebodyElsePutThereIsRefusedAndWrittenOver() throws Exception {
        link.send(Request.cmd(Command.ZADD, KEY, "1", "of somebody else")).await(10, SECONDS);

        assertThatThrownBy(this::read).isInstanceOf(RedisFailure.class).hasMessageContaining("none of ours");
        append(1, items(1, 2));

        assertThat(read()).extracting(TailItem::seq).containsExactly(1L, 2L);
    }

    private static List<TailItem> items(long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(seq -> new TailItem(seq, "m" + seq, seq == 1 ? "" : "m" + (seq - 1), "body of " + seq))
                .toList();
    }

    private void append(long epoch, List<TailItem> items) throws Exception {
        assertThat(tails.append(P, epoch, items).await(10, SECONDS)).isTrue();
    }

    private List<TailItem> read() throws Exception {
        return tails.read(P).await(10, SECONDS);
    }

    private long number(Command command, String key) throws Exception {
        return link.send(Request.cmd(command, key)).await(10, SECONDS).toLong();
    }
}
