package io.parley.store;

import static io.parley.store.ConversationLogContract.P;
import static io.parley.store.ConversationLogContract.message;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.parley.protocol.Ids;
import io.parley.protocol.Logged;
import io.parley.protocol.ProtocolCodec;
import io.parley.redis.RedisFailure;
import io.parley.redis.RedisLink;
import io.parley.redis.RedisServer;
import io.parley.redis.RedisTails;
import io.parley.redis.TailItem;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a real Redis has after whatever happened is the tail of the log, or is not believed. */
class ProvedTailTest {
    private static final int LIMIT = 8;
    private static final int BYTES = 100_000;
    private static final int WORLDS = 150;
    private static final int STEPS = 40;

    private final SplittableRandom seeds = new SplittableRandom();

    @Test
    void whatIsBelievedIsTheLogWhateverHappened() throws Exception {
        Vertx vertx = Vertx.vertx();
        int believed = 0;
        int refused = 0;
        try (RedisServer redis = RedisServer.start()) {
            RedisLink link = new RedisLink(vertx, redis.config());
            link.start().await(10, SECONDS);
            RedisTails tails = new RedisTails(link, LIMIT, BYTES, Duration.ofHours(1));
            for (int i = 0; i < WORLDS; i++) {
                long seed = seeds.nextLong();
                World world = new World(seed, P + "-" + i, tails, link);
                for (int step = 0; step < STEPS; step++) {
                    world.step();
                    List<StoredEntry> tail = world.believed();
                    if (tail == null) {
                        refused++;
                    } else {
                        believed++;
                        assertThat(tail).as("seed %d, step %d", seed, step).isEqualTo(world.tail());
                    }
                }
            }
        } finally {
            vertx.close().await(10, SECONDS);
        }
        assertThat(believed).isGreaterThan(WORLDS * STEPS / 10);
        assertThat(refused).isGreaterThan(WORLDS * STEPS / 10);
    }

    /** One log, whoever writes it, and what they tell Redis of it: in time, late, or never. */
    private static final class World {
        private final SplittableRandom random;
        private final String projectId;
        private final RedisTails tails;
        private final RedisLink link;
        private final List<StoredEntry> log = new ArrayList<>();
        private final List<Told> late = new ArrayList<>();
        private long epoch = 1;

        private record Told(long epoch, List<TailItem> items) {}

        World(long seed, String projectId, RedisTails tails, RedisLink link) {
            this.random = new SplittableRandom(seed);
            this.projectId = projectId;
            this.tails = tails;
            this.link = link;
        }

        void step() throws Exception {
            int what = random.nextInt(100);
            if (what < 55) {
                tell(appended(1 + random.nextInt(3)));
            } else if (what < 63) {
                appended(1 + random.nextInt(2)); // Redis never hears of it
            } else if (what < 71) {
                late.add(appended(1 + random.nextInt(2)));
            } else if (what < 78 && !late.isEmpty()) {
                tell(late.remove(random.nextInt(late.size())));
            } else if (what < 84) {
                epoch++;
                tell(new Told(epoch, ProvedTail.items(tail())));
            } else if (what < 90 && !log.isEmpty()) {
                log.subList(random.nextInt(log.size()), log.size()).clear(); // the database lost its last commits
            } else if (what < 93) {
                link.send(Request.cmd(Command.DEL, key())).await(10, SECONDS);
            } else {
                spoil();
            }
        }

        /** One entry is lost, twice there, or none of ours. */
        private void spoil() throws Exception {
            String seq = String.valueOf(1 + random.nextInt(log.size() + 1));
            Request how = switch (random.nextInt(3)) {
                case 0 -> Request.cmd(Command.ZREMRANGEBYSCORE, key(), seq, seq);
                case 1 -> Request.cmd(Command.ZADD, key(), seq, "none of ours");
                default -> {
                    Logged other = message(projectId, null, "forged").withSeq(Long.parseLong(seq));
                    String body = "- " + ProtocolCodec.encode(other);
                    yield Request.cmd(Command.ZADD, key(), seq, "1 " + seq + " 9 " + other.messageId() + " - " + body);
                }
            };
            link.send(how).await(10, SECONDS);
        }

        private Told appended(int entries) {
            List<TailItem> items = new ArrayList<>();
            for (int i = 0; i < entries; i++) {
                String previous =
                        log.isEmpty() ? "" : log.get(log.size() - 1).message().messageId();
                Logged next = message(projectId, null, Ids.next()).withSeq(log.size() + 1);
                Long ends = random.nextInt(3) == 0 ? Long.valueOf(1 + random.nextInt(9)) : null;
                log.add(new StoredEntry(next, ends));
                items.add(ProvedTail.item(next, ends, previous, ProtocolCodec.encode(next)));
            }
            return new Told(epoch, items);
        }

        private void tell(Told told) throws Exception {
            if (!told.items().isEmpty()) {
                tails.append(projectId, told.epoch(), told.items()).await(10, SECONDS);
            }
        }

        List<StoredEntry> tail() {
            return List.copyOf(log.subList(Math.max(0, log.size() - LIMIT), log.size()));
        }

        @Nullable
        List<StoredEntry> believed() throws Exception {
            LogEnd end = log.isEmpty()
                    ? LogEnd.NONE
                    : new LogEnd(log.size(), log.get(log.size() - 1).message().messageId());
            try {
                List<TailItem> items = tails.read(projectId).await(10, SECONDS);
                return ProvedTail.of(projectId, end, items, LIMIT, BYTES);
            } catch (RedisFailure noneOfOurs) {
                return null;
            }
        }

        private String key() {
            return "ws:tail:" + projectId;
        }
    }
}
