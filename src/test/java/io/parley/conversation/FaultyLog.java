package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.StoreConfig;
import io.parley.store.StoreFailure;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The real log in memory, with calls that do not arrive or whose answers are lost on the way. */
final class FaultyLog {
    private final Map<String, Fault> faults = new ConcurrentHashMap<>();
    private final Map<String, Object> answers = new ConcurrentHashMap<>();
    private final Map<String, Held> holds = new ConcurrentHashMap<>();
    private final AtomicBoolean answering = new AtomicBoolean();
    private final AtomicBoolean closedWhileHeld = new AtomicBoolean();
    private final AtomicReference<Callable<Future<?>>> late = new AtomicReference<>();

    /** A call that is carried out at once, and answered when the test says so. */
    final class Held {
        private final CompletableFuture<Context> asked = new CompletableFuture<>();
        private final Promise<Void> gate = Promise.promise();

        /** The log has carried it out. */
        void awaitCall() throws Exception {
            asked.get(10, TimeUnit.SECONDS);
        }

        /** On the context that asked. */
        void answer() {
            asked.join().runOnContext(v -> gate.complete());
        }

        private Future<Object> over(Future<?> real) {
            Context context = Objects.requireNonNull(Vertx.currentContext());
            return real.compose(result -> {
                answering.set(true);
                asked.complete(context);
                return gate.future().map((Object) result).onSuccess(answered -> answering.set(false));
            });
        }
    }

    /** What happens to the next calls of a method. */
    private record Fault(Arrival arrival, int times, Throwable failure) {
        @Nullable
        Fault less() {
            return times == 1 ? null : new Fault(arrival, times - 1, failure);
        }
    }

    private enum Arrival {
        AT_ONCE,
        LATE,
        NEVER
    }

    /** The next call of {@code method} is carried out, and fails. */
    void losesTheAnswerTo(String method) {
        put(method, Arrival.AT_ONCE, 1);
    }

    /** The next {@code times} calls of {@code method} do not arrive. */
    void fails(String method, int times) {
        put(method, Arrival.NEVER, times);
    }

    /** The next call of {@code method} is carried out by nobody, and answered like this. */
    void answers(String method, Object answer) {
        answers.put(method, answer);
    }

    /** The next call of {@code method} is answered when the test says so. */
    Held holds(String method) {
        Held held = new Held();
        holds.put(method, held);
        return held;
    }

    /** The next call of {@code method} fails for a reason of its own, and not because the store cannot be reached. */
    void breaks(String method) {
        faults.put(method, new Fault(Arrival.NEVER, 1, new IllegalStateException("cannot be decoded")));
    }

    private void put(String method, Arrival arrival, int times) {
        faults.put(method, new Fault(arrival, times, new StoreFailure("lost", new Exception("cut"))));
    }

    /** The next call of {@code method} fails, and is carried out when the test {@link #lands}. */
    void delays(String method) {
        put(method, Arrival.LATE, 1);
    }

    /** What was delayed is carried out. */
    void lands() throws Exception {
        Objects.requireNonNull(late.get()).call().await(10, TimeUnit.SECONDS);
    }

    /** Calls of {@code method} work again. */
    void recovers(String method) {
        faults.remove(method);
    }

    void heals() {
        faults.clear();
    }

    /** Whether the log was closed before a held call was answered. */
    boolean wasClosedWhileHeld() {
        return closedWhileHeld.get();
    }

    /** Whether every call works now. */
    boolean isSound() {
        return faults.isEmpty();
    }

    /** An instance that has its log through this one. */
    Collaborators behind(Agent agent) {
        return Collaborators.configured()
                .withAgent(agent)
                .withLog(vertx -> Logs.open(vertx, StoreConfig.memory()).map(this::over));
    }

    private ConversationLog over(ConversationLog real) {
        return (ConversationLog) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ConversationLog.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close") && answering.get()) {
                        closedWhileHeld.set(true);
                    }
                    if (method.getName().equals("open")) {
                        return InvocationHandler.invokeDefault(proxy, method, args); // claims, and reads, by this one
                    }
                    Object answer = answers.remove(method.getName());
                    if (answer != null) {
                        return Future.succeededFuture(answer);
                    }
                    Held held = holds.remove(method.getName());
                    if (held != null) {
                        return held.over((Future<?>) call(real, method, args));
                    }
                    Fault now = faults.get(method.getName());
                    if (now == null) {
                        return call(real, method, args);
                    }
                    faults.computeIfPresent(method.getName(), (name, fault) -> fault.less());
                    Future<?> lost = Future.failedFuture(now.failure());
                    return switch (now.arrival()) {
                        case AT_ONCE -> ((Future<?>) call(real, method, args)).transform(done -> lost.mapEmpty());
                        case LATE -> {
                            late.set(() -> (Future<?>) method.invoke(real, args));
                            yield lost;
                        }
                        case NEVER -> lost;
                    };
                });
    }

    private static Object call(ConversationLog real, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(real, args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getCause();
        }
    }
}
