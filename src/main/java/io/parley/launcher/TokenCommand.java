package io.parley.launcher;

import io.parley.protocol.Ids;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code token}: makes a token that a gateway with the same secret believes. */
@Command(
        name = "token",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Prints a token (HS256) of a user, for gateways with identity.mode jwt and the same secret, issuer and audience.",
            "For development: whoever has the secret can be anybody. It is read from the configuration; give it as"
                    + " PARLEY_GATEWAY_IDENTITY_JWT_SECRET in the environment."
        })
final class TokenCommand implements Callable<Integer> {
    private static final Pattern TTL = Pattern.compile("([1-9][0-9]{0,6})([smhd])");
    private static final int LEAST_SECRET_BYTES = 32;

    @Mixin
    private RunOptions options = new RunOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--user", paramLabel = "ID", required = true, description = "Whose token it is.")
    private String user = "";

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "1h",
            description = "How long it holds, such as 30s, 15m, 1h or 7d. Default: ${DEFAULT-VALUE}.")
    private String ttl = "";

    @Override
    public Integer call() {
        if (!Ids.isValid(user)) {
            throw new LaunchFailure(
                    ExitCode.USAGE,
                    "--user must be 1 to 128 characters of A-Z a-z 0-9 . _ : @ | ~ -, not \"" + user + "\"");
        }
        JsonObject jwt =
                options.plan().section("gateway").getJsonObject("identity").getJsonObject("jwt");
        String secret = jwt.getString("secret");
        if (secret.getBytes(StandardCharsets.UTF_8).length < LEAST_SECRET_BYTES) {
            throw new LaunchFailure(
                    ExitCode.CONFIGURATION,
                    "gateway.identity.jwt.secret must be at least " + LEAST_SECRET_BYTES
                            + " bytes: export PARLEY_GATEWAY_IDENTITY_JWT_SECRET=$(openssl rand -hex 32), and start the"
                            + " gateway with it too, by ./launcher --set gateway.identity.mode=jwt");
        }
        spec.commandLine().getOut().println(token(jwt, secret, seconds()));
        return ExitCode.OK.number();
    }

    private String token(JsonObject jwt, String secret, int seconds) {
        Vertx vertx = Vertx.vertx();
        try {
            var key = new PubSecKeyOptions().setAlgorithm("HS256").setBuffer(secret);
            JsonObject claims = new JsonObject()
                    .put("sub", user)
                    .put("iss", jwt.getString("issuer"))
                    .put("aud", jwt.getString("audience"));
            return JWTAuth.create(vertx, new JWTAuthOptions().addPubSecKey(key))
                    .generateToken(
                            claims, new JWTOptions().setAlgorithm("HS256").setExpiresInSeconds(seconds));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private int seconds() {
        Matcher given = TTL.matcher(ttl);
        if (!given.matches()) {
            throw new LaunchFailure(
                    ExitCode.USAGE, "--ttl must be a time such as 30s, 15m, 1h or 7d, not \"" + ttl + "\"");
        }
        long unit = switch (given.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            default -> 86_400;
        };
        return (int) Math.min(Integer.MAX_VALUE, Long.parseLong(given.group(1)) * unit);
    }
}
