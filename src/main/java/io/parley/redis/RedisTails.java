package io.parley.redis;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The latest entries of each log, for all who use one Redis. A copy that may be old, cut short or gone at any time, and of which
 * only the log itself can say whether it is good. Every future fails with {@link RedisFailure} when Redis does not do it in
 * time, or has something else there.
 *
 * <p>The sorted set {@code ws:tail:<conversation>} has them by their numbers, each as one text: epoch, number, characters so
 * far, name, name of the one before, and body. They follow one another without a hole: what does not follow the last one
 * begins the set anew. An empty text under that name: nothing is to be kept there.
 */
public final class RedisTails {
    private static final String PREFIX = "ws:tail:";
    private static final String NOTHING = "-";
    private static final Pattern ITEM = Pattern.compile("\\d+ (\\d{1,18}) \\d+ (\\S+) (\\S+) (.*)", Pattern.DOTALL);

    /** Drops the first while those behind it are enough by themselves, or it is none of ours; so the last one stays. */
    private static final RedisScript APPEND = new RedisScript("""
            local key, epoch, most, bytes = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
            local function head(rank)
              local one = redis.call('ZRANGE', key, rank, rank)[1]
              if one then return string.match(one, '^(%d+) (%d+) (%d+) (%S+) ') end
            end
            local function text(number) return string.format('%.0f', number) end
            local seq, previous, total = tonumber(ARGV[5]), ARGV[6], 0
            local lastEpoch, lastSeq, lastTotal, lastId = head(-1)
            if lastEpoch and tonumber(lastEpoch) > epoch then return 0 end
            if lastSeq and tonumber(lastSeq) == seq and lastId == previous then
              total = tonumber(lastTotal)
            else
              redis.call('DEL', key)
            end
            for i = 7, #ARGV, 2 do
              seq, total = seq + 1, total + #ARGV[i + 1]
              local item = table.concat({text(epoch), text(seq), text(total), ARGV[i], previous, ARGV[i + 1]}, ' ')
              redis.call('ZADD', key, seq, item)
              previous = ARGV[i]
            end
            local over = redis.call('ZCARD', key) - most
            if over > 0 then redis.call('ZREMRANGEBYRANK', key, 0, over - 1) end
            local _, _, first = head(0)
            while not first or total - tonumber(first) >= bytes do
              redis.call('ZREMRANGEBYRANK', key, 0, 0)
              _, _, first = head(0)
            end
            redis.call('PEXPIRE', key, ARGV[4])
            return 1
            """);

    private final RedisLink link;
    private final List<String> limits;
    private final String lifetimeMs;

    /**
     * @param most how many entries are kept of one log
     * @param bytes about how much of one log is kept: no more entries than are needed for that
     * @param lifetime how long after the last {@link #append} or {@link #read}
     */
    public RedisTails(RedisLink link, int most, int bytes, Duration lifetime) {
        this.link = link;
        this.lifetimeMs = String.valueOf(lifetime.toMillis());
        this.limits = List.of(String.valueOf(most), String.valueOf(bytes), lifetimeMs);
    }

    /**
     * Adds {@code items}, which follow one another, and were written in {@code epoch} or read by whoever owns it. False, and nothing
     * is added, where somebody has added in a later one.
     */
    public Future<Boolean> append(String conversation, long epoch, List<TailItem> items) {
        List<String> arguments = new ArrayList<>(items.size() * 2 + 6);
        arguments.add(String.valueOf(epoch));
        arguments.addAll(limits);
        arguments.add(String.valueOf(items.get(0).seq() - 1));
        arguments.add(orNothing(items.get(0).previousId()));
        items.forEach(item -> arguments.addAll(List.of(item.id(), item.body())));
        return link.run(APPEND, List.of(PREFIX + conversation), arguments).map(added -> added.toInteger() == 1);
    }

    /** What is there, by number; empty for nothing. */
    public Future<List<TailItem>> read(String conversation) {
        String key = PREFIX + conversation;
        Future<@Nullable Response> all = link.send(Request.cmd(Command.ZRANGE, key, "0", "-1"));
        return link.send(Request.cmd(Command.PEXPIRE, key, lifetimeMs)).compose(kept -> all.map(RedisTails::items));
    }

    /** Removes what is there, and keeps everybody from adding more for as long as it would have lived. */
    public Future<Void> forget(String conversation) {
        return link.send(Request.cmd(Command.SET, PREFIX + conversation, "", "PX", lifetimeMs))
                .mapEmpty();
    }

    private static List<TailItem> items(Response found) {
        List<TailItem> items = new ArrayList<>();
        found.forEach(one -> items.add(item(one.toString())));
        return items;
    }

    private static TailItem item(String text) {
        Matcher parts = ITEM.matcher(text);
        if (!parts.matches()) {
            throw new RedisFailure("what is kept of a log is none of ours");
        }
        String previous = parts.group(3);
        return new TailItem(
                Long.parseLong(parts.group(1)),
                parts.group(2),
                NOTHING.equals(previous) ? "" : previous,
                parts.group(4));
    }

    private static String orNothing(String id) {
        return id.isEmpty() ? NOTHING : id;
    }
}
