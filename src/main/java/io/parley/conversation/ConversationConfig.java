package io.parley.conversation;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.parley.bus.TransportKind;
import io.parley.protocol.ProtocolCodec;
import io.parley.store.CacheConfig;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation instance is told, with the sections {@code llm}, {@code http_agent}, {@code store} and {@code redis} and the key {@code transport} in it. Every key has a default.
 *
 * @param agents who answers in the conversations whose id fits the key
 * @param tasksPerUser how many generation tasks of one user run at once, in all conversations of the instance
 * @param whileAnswering what becomes of a message that comes while an answer is open
 * @param whileAnsweringIn the same for conversations whose id fits the key, in which {@code *} is any text
 * @param tailCacheBytes about how much of one conversation's latest entries is kept in Redis; 0: none is
 * @param tailCacheTtlMs how long that stays when nothing is added and nobody opens the conversation
 * @param idleMs how long a conversation that nobody looks at stays in memory
 * @param conversations how many conversations are in memory at most; BUSY for one more
 * @param drainTimeoutMs how long running answers may go on after an ordered stop
 * @param dataDir where the launcher keeps files; not used here
 */
record ConversationConfig(
        String agent,
        JsonObject agents,
        Membership authorizer,
        int deltaIntervalMs,
        int checkpointIntervalMs,
        int resumeLimit,
        long sessionTtlMs,
        long leaseMs,
        long renewMs,
        TurnLimits turn,
        OnCrash onCrash,
        int mailbox,
        int queue,
        int tasksPerUser,
        WhileAnswering.Policy whileAnswering,
        JsonObject whileAnsweringIn,
        int tail,
        int tailCacheBytes,
        long tailCacheTtlMs,
        long idleMs,
        int conversations,
        long drainTimeoutMs,
        @Nullable String dataDir,
        JsonObject llm,
        JsonObject httpAgent,
        JsonObject store,
        JsonObject redis,
        TransportKind transport) {
    private static final JsonObject STORE = new JsonObject()
            .put("kind", "h2")
            .put("h2", new JsonObject().put("file", "./data/parley").put("fsync", false));

    /** What becomes of a turn that a crash of its owner left begun. One that was not begun is begun either way. */
    enum OnCrash {
        /** It ends, with what it had kept. */
        @JsonProperty("interrupt")
        INTERRUPT,
        /** It is begun again, with a higher attempt. */
        @JsonProperty("again")
        AGAIN
    }

    /** Who may take part in a conversation. */
    enum Membership {
        @JsonProperty("open")
        OPEN,
        @JsonProperty("members")
        MEMBERS;

        Authorizer authorizer() {
            return switch (this) {
                case OPEN -> Authorizer.open();
                case MEMBERS -> Authorizer.members();
            };
        }
    }

    ConversationConfig {
        atLeast("delta_interval_ms", deltaIntervalMs, 0);
        atLeast("checkpoint_interval_ms", checkpointIntervalMs, 1);
        atLeast("resume_limit", resumeLimit, 1);
        atLeast("session_ttl_ms", sessionTtlMs, 0);
        atLeast("lease_ms", leaseMs, 1_000);
        atLeast("renew_ms", renewMs, 1);
        atLeast("mailbox", mailbox, 1);
        atLeast("queue", queue, 0);
        atLeast("tasks_per_user", tasksPerUser, 1);
        atLeast("tail", tail, 1);
        atLeast("tail_cache_bytes", tailCacheBytes, 0);
        atLeast("tail_cache_ttl_ms", tailCacheTtlMs, 1_000);
        atLeast("conversations", conversations, 1);
        if (renewMs * 3 > leaseMs) {
            throw new IllegalArgumentException("renew_ms must be at most a third of lease_ms: " + renewMs);
        }
    }

    static ConversationConfig defaults() {
        return new ConversationConfig(
                "auto",
                new JsonObject(),
                Membership.OPEN,
                30,
                1_000,
                5_000,
                60_000,
                10_000,
                3_000,
                TurnLimits.DEFAULTS,
                OnCrash.INTERRUPT,
                1_024,
                16,
                2,
                WhileAnswering.Policy.QUEUE,
                new JsonObject(),
                200,
                262_144,
                21_600_000,
                60_000,
                10_000,
                25_000,
                null,
                new JsonObject(),
                new JsonObject(),
                STORE,
                new JsonObject(),
                TransportKind.EVENTBUS);
    }

    /** {@code given} over the defaults. Throws {@link io.parley.protocol.BadMessage} that names a wrong or unknown key. */
    static ConversationConfig of(JsonObject given) {
        JsonObject all = ProtocolCodec.write(defaults()).mergeIn(given, true);
        return ProtocolCodec.readExact(all, ConversationConfig.class);
    }

    /** Of each conversation as much as is read when it is opened. */
    CacheConfig cache() {
        int entries = Math.min(tail, Journal.PAGE);
        return CacheConfig.of(redis, entries, tailCacheBytes, Duration.ofMillis(tailCacheTtlMs));
    }

    static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + " must be at least " + least + ": " + value);
        }
    }
}
