package io.parley.conversation;

import io.parley.agent.Agent;
import io.parley.store.ConversationLog;
import io.parley.store.Logs;
import io.parley.store.StoreConfig;
import io.parley.store.StoreFailure;
import io.vertx.core.Future;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** The real log in memory, with calls that do not arrive or whose answers are lost on the way. */
final class FaultyLog {
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);

    /** What happens to the next calls of a method. */
    private record Fault(String method, boolean arrives, int times) {
        static final Fault NONE = new Fault("", true, 0);

        boolean hits(Method called) {
            return times > 0 && called.getName().equals(method);
        }

        Fault less() {
            return new Fault(method, arrives, times - 1);
        }
    }

    /** The next call of {@code method} is carried out, and fails. */
    void losesTheAnswerTo(String method) {
        fault.set(new Fault(method, true, 1));
    }

    /** The next {@code times} calls of {@code method} do not arrive. */
    void fails(String method, int times) {
        fault.set(new Fault(method, false, times));
    }

    void heals() {
        fault.set(Fault.NONE);
    }

    /** Whether every call works now. */
    boolean isSound() {
        return Objects.requireNonNull(fault.get()).times() == 0;
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
                    Fault now = Objects.requireNonNull(fault.get());
                    if (!now.hits(method)) {
                        return call(real, method, args);
                    }
                    fault.set(now.less());
                    Future<?> lost = Future.failedFuture(new StoreFailure("lost", new Exception("cut")));
                    return now.arrives()
                            ? ((Future<?>) call(real, method, args)).transform(done -> lost.mapEmpty())
                            : lost;
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
