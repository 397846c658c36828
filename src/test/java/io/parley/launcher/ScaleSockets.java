package io.parley.launcher;

import static java.util.concurrent.TimeUnit.MINUTES;

import io.parley.client.ClientListener;
import io.parley.client.ConnectOptions;
import io.parley.client.Connection;
import io.parley.client.ParleyClient;
import io.parley.protocol.ClientMessage;
import io.parley.protocol.Logged;
import io.parley.protocol.ServerMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Many users of one gateway, each with a socket and a conversation of its own. */
final class ScaleSockets implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final ParleyClient client = new ParleyClient(vertx);
    private final URI gateway;
    private final String name;
    private final List<User> users;

    /** {@code name}: what the names of all begin with. */
    ScaleSockets(URI gateway, String name, int count) {
        this.gateway = gateway;
        this.name = name;
        this.users = Stream.generate(User::new).limit(count).toList();
    }

    /** One user, who waits for one thing at a time. */
    private static final class User implements ClientListener {
        private final Promise<Void> connected = Promise.promise();
        private final Promise<Void> answered = Promise.promise();
        private final Promise<Connection> connection = Promise.promise();

        @Override
        public void onMessage(ServerMessage message) {
            if (message instanceof ServerMessage.Status) {
                connected.tryComplete();
            } else if (message instanceof Logged.AiReply) {
                answered.tryComplete();
            } else if (message instanceof ServerMessage.Failure failure) {
                fail(failure.code().name());
            }
        }

        @Override
        public void onClose(int code, String reason) {
            fail("closed with " + code);
        }

        private void fail(String why) {
            connected.tryFail(why);
            answered.tryFail(why);
        }
    }

    /** Returns how many a second were told {@code connected}. */
    double connect() throws TimeoutException {
        return ScaleBench.each(vertx, users.size(), this::connect);
    }

    /** Lets each ask one short question and waits for the answer. Returns how many a second were answered. */
    double chat() throws TimeoutException {
        return ScaleBench.each(vertx, users.size(), this::chat);
    }

    private Future<?> connect(int number) {
        String both = name + number;
        User user = users.get(number);
        return client.connect(ConnectOptions.to(gateway, both).withUser(both), user)
                .onComplete(user.connection)
                .compose(open -> user.connected.future());
    }

    private Future<?> chat(int number) {
        User user = users.get(number);
        ClientMessage question =
                new ClientMessage.Chat("c1", "a question of about forty characters", List.of(), null, null, null);
        return user.connection.future().compose(open -> open.send(question)).compose(sent -> user.answered.future());
    }

    @Override
    public void close() throws TimeoutException {
        vertx.close().await(5, MINUTES);
    }
}
