package io.parley.redis;

import io.parley.redis.RedisFailure.Kind;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.concurrent.TimeoutException;

/** Says in one sentence what went wrong with one server. */
final class Sentences {
    /** What the client calls a command whose connection ended before the answer came. */
    private static final String CONNECTION_CLOSED = "CONNECTION_CLOSED";

    private final RedisConfig config;
    private final String server;

    Sentences(RedisConfig config) {
        this.config = config;
        this.server = "Redis at " + config.address();
    }

    /** Whether the server itself answered with an error, so that the connection is good. */
    static boolean isAnswer(Throwable failure) {
        return failure instanceof Response response
                && response.type() == ResponseType.ERROR
                && !String.valueOf(failure.getMessage()).endsWith(CONNECTION_CLOSED);
    }

    RedisFailure failureOf(Throwable failure) {
        return new RedisFailure(ofCommand(failure), kindOf(failure));
    }

    private Kind kindOf(Throwable failure) {
        if (isDemotion(failure)) {
            return Kind.DEMOTED;
        }
        boolean unknownScript =
                isAnswer(failure) && String.valueOf(failure.getMessage()).startsWith("NOSCRIPT");
        return unknownScript ? Kind.UNKNOWN_SCRIPT : Kind.OTHER;
    }

    /** Whether the server said that it is a replica; scripts and transactions say so in the middle. */
    static boolean isDemotion(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        return isAnswer(failure) && (message.contains("READONLY You can't write") || message.startsWith("MASTERDOWN"));
    }

    /** Why a command failed. */
    private String ofCommand(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return late();
        }
        if (isAnswer(failure)) {
            return refused(String.valueOf(failure.getMessage()));
        }
        return server + " lost the connection before it answered: " + failure.getMessage();
    }

    String refused(String message) {
        return server + " refused a command: " + message.strip().replaceAll("\\R", "; ");
    }

    /** Why there is no connection. */
    String ofDialling(Throwable failure) {
        if (failure instanceof TimeoutException) {
            return late();
        }
        String message = String.valueOf(failure.getMessage());
        if (isDemotion(failure)) {
            return demoted();
        }
        if (message.startsWith("WRONGPASS")) {
            return server + " does not accept redis.user or redis.password";
        }
        if (message.startsWith("NOAUTH")) {
            return server + " asks for a password, and redis.password is not set";
        }
        return server + (isAnswer(failure) ? " does not serve us: " : " cannot be reached: ") + message;
    }

    String demoted() {
        return server + " takes no writes, as another is the master";
    }

    String late() {
        return server + " did not answer within " + config.commandTimeoutMs() + " ms";
    }

    String ended() {
        return server + " closed the connection";
    }

    /** Why a connection that hears channels was dropped. */
    String deaf() {
        return server + " did not send what was published within " + config.commandTimeoutMs() + " ms";
    }

    String notHeard(String name) {
        return "cannot hear " + name + ": it is heard already, or too many are";
    }

    /** Why nothing is heard. */
    String unheard() {
        return server + " cannot be heard: there is no connection that hears its channels";
    }

    /** Why {@code name} is not heard; {@code refusal} empty: no reason was given. */
    String unheard(String name, String refusal) {
        return server + " does not let us hear " + name + (refusal.isEmpty() ? "" : ": " + refusal);
    }

    String open(String reason) {
        return server + " is not asked until it answers again: " + reason;
    }

    String full() {
        return server + " has " + config.maxInFlight() + " commands waiting, no more are taken";
    }
}
