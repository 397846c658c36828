package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.said;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.parley.ops.Metrics;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log in a database of a real server, with a copy of its latest entries in a real Redis that may say anything. */
final class CachedLogTest {
    private static final String KEY = "ws:tail:" + P;
    private static final int BYTES = 100_000;

    private final Vertx vertx = Vertx.vertx();
    private final MariaDbServer server;
    private final RedisServer redis;
    private final StoreConfig config;
    private final RedisLink admin;
    private ConversationLog log;
    private ConversationLog plain;

    CachedLogTest() throws Exception {
        server = MariaDbServer.shared();
        config = server.newDatabase();
        redis = RedisServer.start();
        admin = new RedisLink(vertx, redis.config());
    }

    @BeforeEach
    void openLogs() throws Exception {
        admin.start().await(10, SECONDS);
        log = cached();
        plain = get(Logs.open(vertx, config));
        get(log.renew("a", LEASE));
        get(log.renew("b", LEASE));
    }

    @AfterEach
    void close() throws Exception {
        get(log.close());
        get(plain.close());
        admin.close().await(10, SECONDS);
        vertx.close().await(20, SECONDS);
        redis.close();
    }

    @Test
    void manyAreOpenedWithTheirClaimsAlone() throws Exception {
        List<String> all = IntStream.range(0, 120).mapToObj(i -> "many-" + i).toList();
        List<Claim> claims = get(Future.all(
                        all.stream().map(id -> log.claim(id, "a")).toList()))
                .list();
        for (Claim claim : claims) {
            get(log.join(claim.projectId(), "u1", "owner"));
            get(log.append(claim, said(claim.projectId(), "hello")));
            get(log.append(claim, said(claim.projectId(), "how are you?")));
        }
        get(log.release(claims));
        awaitKept(all.get(all.size() - 1), 2);
        long before = questions();

        List<Opening> openings = get(Future.all(
                        all.stream().map(id -> log.open(id, "b", 200)).toList()))
                .list();
        for (Opening opening : openings) {
            assertThat(contentsOf(opening).tail()).hasSize(2);
            assertThat(contentsOf(opening).members()).containsExactly("u1");
        }

        assertThat(questions() - before).isLessThan(12); // two, and what new connections are told
        assertThat(count("reads", "hit")).isEqualTo(all.size());
        assertThat(contentsOf(openings.get(7))).isEqualTo(get(plain.contents(all.get(7), 200)));
    }

    @Test
    void whatIsReadFromTheLogIsKeptForTheNextTime() throws Exception {
        fill(3);
        redis.flush();

        assertOpened("b");
        awaitKept(P, 3);
        assertOpened("a");

        assertThat(count("reads", "missing")).isEqualTo(1);
        assertThat(count("reads", "hit")).isEqualTo(1);
    }

    @Test
    void aHoleIsSeen() throws Exception {
        Claim claim = get(log.claim(P, "a"));
        get(log.append(claim, said("one")));
        awaitKept(P, 1);
        get(plain.append(claim, said("kept nowhere else")));
        get(log.release(List.of(claim)));
        assertOpened("b");

        Claim next = get(log.open(P, "b", 200)).claim();
        get(plain.append(next, said("nor this")));
        get(log.append(next, said("but this")));
        get(log.release(List.of(next)));
        assertOpened("a");

        assertThat(count("reads", "unproved")).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aDatabaseThatLostItsLastCommitsAndWentOnIsBelieved() throws Exception {
        Claim old = fill(5);
        awaitKept(P, 5);
        server.execute("DELETE FROM " + Objects.requireNonNull(config.mysql()).database()
                + ".message WHERE project_id = 'p1' AND seq > 3");
        get(plain.append(get(plain.claim(P, "a")), said("another fourth")));
        get(plain.release(List.of(get(plain.claim(P, "a")))));
        Claim next = get(plain.claim(P, "b"));
        get(log.append(next, said("another fifth")));
        awaitKept(P, 1);
        get(log.release(List.of(next)));

        List<StoredEntry> tail = assertOpened("a");

        assertThat(tail)
                .extracting(entry -> ConversationLogContract.contentOf(entry.message()))
                .endsWith("another fourth", "another fifth");
        assertThat(old.epoch()).isLessThan(next.epoch());
    }

    @Test
    void whatSomebodyElseWroteThereIsNotBelieved() throws Exception {
        fill(2);
        awaitKept(P, 2);
        String last = redis("ZRANGE", KEY, "1", "1").get(0).toString();

        redis("ZREMRANGEBYRANK", KEY, "1", "1");
        redis("ZADD", KEY, "2", last.replace("\"seq\":2", "\"seq\":9"));
        assertOpened("b");
        await().untilAsserted(() ->
                assertThat(redis("ZRANGE", KEY, "1", "1").toString()).contains("\"seq\":2"));
        redis("DEL", KEY);
        redis("ZADD", KEY, "2", "garbage");
        assertOpened("a");
        awaitKept(P, 2);
        redis("SET", KEY, "a text");
        assertOpened("b");

        assertThat(count("reads", "unproved")).isEqualTo(1);
        assertThat(count("reads", "failed")).isEqualTo(2);
    }

    @Test
    void aRedisThatStandsStillDelaysNoCommitAndNoOpeningForLong() throws Exception {
        Claim claim = fill(1);
        redis.freeze();
        try {
            for (int i = 0; i < 20; i++) {
                get(log.append(claim, said("while it stands still " + i)));
            }
            get(log.release(List.of(claim)));
            assertOpened("b");
        } finally {
            redis.thaw();
        }

        assertThat(count("reads", "failed")).isEqualTo(1);
        awaitKept(P, 21);
    }

    @Test
    void aRedisThatIsKilledIsUsedAgainWhenItIsBack() throws Exception {
        fill(1);
        redis.kill();
        assertOpened("b");
        redis.restart();

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            long hits = count("reads", "hit");
            assertOpened("a");
            assertThat(count("reads", "hit")).isGreaterThan(hits);
        });
    }

    @Test
    void aDeletedConversationIsGoneFromThereToo() throws Exception {
        fill(2);
        awaitKept(P, 2);

        get(log.delete(get(log.claim(P, "a"))));

        assertThat(redis("TYPE", KEY).toString()).isEqualTo("string");
        assertThat(redis("STRLEN", KEY).toInteger()).isZero();
    }

    @Test
    void whatWasDeletedWhileRedisWasAwayIsGoneWhenItIsBack() throws Exception {
        fill(2);
        awaitKept(P, 2);
        redis.kill();

        get(log.delete(get(log.claim(P, "a"))));
        redis.restart();

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(redis("TYPE", KEY).toString()).isEqualTo("string"));
    }

    @Test
    void logWithMoreThanIsKeptIsOpenedFromTheLogUntilThereIsEnough() throws Exception {
        Claim claim = fill(1);
        for (int i = 0; i < 8; i++) {
            get(log.append(claim, said("long " + i + " " + "text ".repeat(5_000))));
        }
        get(log.release(List.of(claim)));
        await().untilAsserted(() ->
                assertThat(redis("ZRANGE", KEY, "-1", "-1").toString()).contains("long 7"));

        Contents contents = contentsOf(get(log.open(P, "b", 200)));

        assertThat(contents.lastSeq()).isEqualTo(9);
        assertThat(contents.tail()).hasSizeBetween(4, 5);
        assertThat(count("reads", "hit")).isEqualTo(1);
    }

    /** Given back, with {@code entries}. */
    private Claim fill(int entries) {
        Claim claim = get(log.claim(P, "a"));
        for (int i = 1; i <= entries; i++) {
            get(log.append(claim, said("entry " + i)));
        }
        if (entries > 1) {
            get(log.release(List.of(claim)));
        }
        return claim;
    }

    /** Opens it, as whoever has no copy would see it, and gives it back. */
    private List<StoredEntry> assertOpened(String instance) {
        get(log.release(List.of(owned())));
        Opening opening = get(log.open(P, instance, 200));
        Contents contents = contentsOf(opening);
        assertThat(contents).isEqualTo(get(plain.contents(P, 200)));
        get(log.release(List.of(opening.claim())));
        return contents.tail();
    }

    private Claim owned() {
        Claim claim = get(plain.owner(P, "a"));
        return claim == null ? new Claim(P, "nobody", 0, false) : claim;
    }

    private static Contents contentsOf(Opening opening) {
        return get(Objects.requireNonNull(opening.contents()));
    }

    private ConversationLog cached() {
        return get(Logs.open(
                vertx, config, new CacheConfig(redis.config(Duration.ofSeconds(2)), 200, BYTES, Duration.ofHours(1))));
    }

    private void awaitKept(String projectId, int entries) {
        await().untilAsserted(() ->
                assertThat(redis("ZCARD", "ws:tail:" + projectId).toInteger()).isGreaterThanOrEqualTo(entries));
    }

    private Response redis(String command, String... arguments) throws Exception {
        Request request = Request.cmd(Command.create(command));
        List.of(arguments).forEach(request::arg);
        return admin.send(request).await(10, SECONDS);
    }

    private long count(String what, String result) {
        String scraped = Metrics.of(vertx).scrape().orElseThrow();
        Matcher found = Pattern.compile("parley_tail_cache_" + what + "_total\\{result=\"" + result + "\"\\} (\\d+)")
                .matcher(scraped);
        assertThat(found.find()).as(what + " " + result).isTrue();
        return Long.parseLong(found.group(1));
    }

    private long questions() throws Exception {
        try (Connection connection = server.admin();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Questions'")) {
            rows.next();
            return rows.getLong(2);
        }
    }
}
