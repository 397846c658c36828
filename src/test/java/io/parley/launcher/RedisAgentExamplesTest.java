package io.parley.launcher;

import io.parley.redis.RedisServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Over channels of Redis. */
class RedisAgentExamplesTest extends AgentExamplesContract {
    private final RedisServer redis;

    RedisAgentExamplesTest(@TempDir Path folder) throws IOException {
        super(folder, "redis-agent/");
        redis = RedisServer.start();
    }

    @AfterEach
    void stop() {
        redis.close();
    }

    @Override
    String launch() {
        return "./launcher run conversation gateway --set conversation.agent=redis:";
    }

    @Override
    List<String> options() {
        return List.of("redis.port=" + redis.port());
    }

    @Override
    Map<String, String> environment(ChildProcess node) {
        return Map.of("PARLEY_REDIS_PORT", String.valueOf(redis.port()));
    }

    @Override
    String ready() {
        return "subscribe";
    }
}
