package io.parley.store;

import static io.parley.store.ConversationLogContract.LEASE;
import static io.parley.store.ConversationLogContract.get;
import static io.parley.store.ConversationLogContract.said;

import io.parley.protocol.Ids;
import io.parley.redis.RedisServer;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Durable appends a second of many writers, each waiting for its acknowledgement, against single rows that the same database
 * commits one by one for as many; and then the same with a copy of the latest entries in Redis against without. Prints each round
 * and the ratio of the medians:
 *
 * <pre>mvn -q test-compile exec:java -Dexec.mainClass=io.parley.store.AppendBench -Dexec.classpathScope=test</pre>
 */
public final class AppendBench {
    private static final int WRITERS = 64;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration ROUND = Duration.ofSeconds(5);
    private static final int H2_CONNECTIONS = 4;
    private static final String ROW = Sql.newMessages(1);

    private final Vertx vertx;
    private final String name;
    private final ConversationLog log;
    private final Pool pool;
    private long rows;

    private AppendBench(Vertx vertx, String name, ConversationLog log, Pool pool) {
        this.vertx = vertx;
        this.name = name;
        this.log = log;
        this.pool = pool;
    }

    public static void main(String[] arguments) throws Exception {
        Vertx vertx = Vertx.vertx();
        Path folder = Files.createTempDirectory("parley-bench-");
        String file = folder.resolve("log").toString();
        try (MariaDbServer server = MariaDbServer.start()) {
            ConversationLog h2 = get(Logs.open(vertx, StoreConfig.h2(file)));
            new AppendBench(
                            vertx,
                            "H2",
                            h2,
                            new H2File(new StoreConfig.H2(file, false, null, null), Long.MAX_VALUE)
                                    .pool(vertx, H2_CONNECTIONS))
                    .run();
            get(h2.close());
            StoreConfig config = server.newDatabase();
            ConversationLog mysql = get(Logs.open(vertx, config));
            Pool pool = new MySqlServer(Objects.requireNonNull(config.mysql())).pool(vertx);
            new AppendBench(vertx, "MariaDB", mysql, pool).run();
            try (RedisServer redis = RedisServer.start()) {
                CacheConfig copy = new CacheConfig(redis.config(), 200, 256 * 1024, Duration.ofHours(6));
                ConversationLog copied = get(Logs.open(vertx, config, copy));
                new AppendBench(vertx, "MariaDB", mysql, pool).runBeside(copied);
                get(copied.close());
            }
            get(mysql.close());
        } finally {
            get(vertx.close());
            for (Path left : List.of(folder.resolve("log.mv.db"), folder.resolve("log.trace.db"), folder)) {
                Files.deleteIfExists(left);
            }
        }
    }

    private void run() {
        IntFunction<Supplier<Future<?>>> single =
                i -> () -> pool.preparedQuery(ROW).execute(row("s" + i));
        compare("appends", appends(log, "b"), "single rows", single);
    }

    private void runBeside(ConversationLog copied) {
        compare("appends with a copy in Redis", appends(copied, "c"), "appends without", appends(log, "d"));
    }

    private static IntFunction<Supplier<Future<?>>> appends(ConversationLog log, String prefix) {
        get(log.renew("bench", LEASE));
        List<Claim> claims = IntStream.range(0, WRITERS)
                .mapToObj(i -> get(log.claim(prefix + i, "bench")))
                .toList();
        return i -> () -> log.append(claims.get(i), said(prefix + i, "a hundred bytes"));
    }

    private void compare(
            String oneName,
            IntFunction<Supplier<Future<?>>> one,
            String otherName,
            IntFunction<Supplier<Future<?>>> other) {
        measure(WARM_UP, one);
        measure(WARM_UP, other);
        List<Double> ones = new ArrayList<>();
        List<Double> others = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            ones.add(measure(ROUND, one));
            others.add(measure(ROUND, other));
            System.out.printf(
                    "%s, %d writers: %.0f %s/s, %.0f %s/s%n",
                    name, WRITERS, ones.get(round), oneName, others.get(round), otherName);
        }
        System.out.printf("%s: ratio %.2f%n", name, median(ones) / median(others));
    }

    /** How many a second, when each of the writers begins the next when the last is done. */
    private double measure(Duration time, IntFunction<Supplier<Future<?>>> writers) {
        AtomicLong done = new AtomicLong();
        long began = System.nanoTime();
        long end = began + time.toNanos();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            all.add(repeated(writers.apply(i), end, done));
        }
        get(Future.all(all));
        return done.get() * 1e9 / (System.nanoTime() - began);
    }

    private Future<Void> repeated(Supplier<Future<?>> once, long endNanos, AtomicLong done) {
        return Future.future(promise -> vertx.runOnContext(start -> next(once, endNanos, done, promise)));
    }

    private void next(Supplier<Future<?>> once, long endNanos, AtomicLong done, io.vertx.core.Promise<Void> finished) {
        if (System.nanoTime() - endNanos > 0) {
            finished.complete();
            return;
        }
        once.get()
                .onSuccess(committed -> {
                    done.incrementAndGet();
                    next(once, endNanos, done, finished);
                })
                .onFailure(finished::fail);
    }

    private Tuple row(String project) {
        return Tuple.tuple()
                .addString(project)
                .addLong(++rows)
                .addLong(1L)
                .addString(Ids.next())
                .addString(null)
                .addString(null)
                .addLong(null)
                .addString("message")
                .addLong(System.currentTimeMillis())
                .addString("x".repeat(300));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }
}
