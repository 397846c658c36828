package io.parley.conversation;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.parley.agent.Agent;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/** Conversation instances over the real bus of one Vert.x, with the log in memory and an agent that a test plays. */
final class Deployed implements AutoCloseable {
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx = Vertx.vertx();
    private final ScriptedAgent agent = new ScriptedAgent();

    static Deployed one() throws Exception {
        return one(new JsonObject());
    }

    static Deployed one(JsonObject config) throws Exception {
        Deployed deployed = new Deployed();
        deployed.deploy(deployed.agent, config);
        return deployed;
    }

    /** Deploys one more instance on the same log. Says its deployment id. */
    String deploy(JsonObject config) throws Exception {
        return deploy(agent, config);
    }

    String deploy(Agent other, JsonObject config) throws Exception {
        return deploy(Collaborators.configured().withAgent(other), config);
    }

    String deploy(Collaborators collaborators, JsonObject config) throws Exception {
        JsonObject all = new JsonObject()
                .put("store", new JsonObject().put("kind", "memory"))
                .put("drain_timeout_ms", 20)
                .mergeIn(config);
        return vertx.deployVerticle(new ConversationVerticle(collaborators), new DeploymentOptions().setConfig(all))
                .await(PATIENCE_SECONDS, SECONDS);
    }

    TestMember member(String userId) throws Exception {
        return TestMember.registered(vertx, userId, "p1");
    }

    TestMember unregistered(String userId) throws Exception {
        return TestMember.of(vertx, userId, "p1");
    }

    ScriptedAgent agent() {
        return agent;
    }

    Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() throws Exception {
        vertx.close().await(PATIENCE_SECONDS, SECONDS);
    }
}
