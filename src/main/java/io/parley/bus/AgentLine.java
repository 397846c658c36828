package io.parley.bus;

import io.parley.protocol.BadMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One turn on its way to one agent, and its events on theirs back. Confined to one context; hears nothing once it is closed. */
public interface AgentLine {
    /** Hears what becomes of the turn. */
    interface Listener {
        /** Somebody has it, and hears of it at {@code control} from now on. */
        void taken(String control);

        /** Whoever has it is there still. */
        void alive();

        /** An event. Completes when it was taken; fails with what is wrong with it, for who wrote the agent. */
        Future<Void> heard(JsonObject event);

        /** Something that is no event. */
        void garbled(BadMessage why);

        /** Nobody has it, as is known for certain: nobody is there, whoever had it has left, or refuses it. */
        void gone(String reason);
    }

    /** To be called once. */
    void give();

    /** The answer comes to the listener, as {@code alive} or {@code gone}; where nobody knows, none comes. */
    void askWhetherAlive(String control, String turnId, Duration atMost);

    /** Tells who hears at {@code control}; null: whoever else of that name may have it. It may be lost. */
    void tell(@Nullable String control, AgentControl told);

    void close();
}
