package io.parley.redis;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** A Lua script that Redis runs as one step, which nothing else comes between. Sent whole only where Redis does not know it. */
final class RedisScript {
    private final String source;
    private final String digest;

    RedisScript(String source) {
        this.source = source;
        this.digest = digest(source);
    }

    Request known(List<String> keys, List<String> arguments) {
        return with(Request.cmd(Command.EVALSHA).arg(digest), keys, arguments);
    }

    Request whole(List<String> keys, List<String> arguments) {
        return with(Request.cmd(Command.EVAL).arg(source), keys, arguments);
    }

    private static Request with(Request request, List<String> keys, List<String> arguments) {
        request.arg(keys.size());
        keys.forEach(request::arg);
        arguments.forEach(request::arg);
        return request;
    }

    private static String digest(String source) {
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(source.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha);
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }
}
