package io.parley.model;

import io.parley.store.ConversationLog;
import io.parley.store.StoreFailure;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** The way of all machines to the log: what is asked next may fail, be done without an answer, or be done late. */
final class SimLog {
    /** What opens a log, and what cannot fail in this world: a lease that is not renewed is {@link Op.Freeze}. */
    private static final Set<String> SOUND = Set.of("renew", "retire", "retireOthers", "close");

    private static final long LATE_MS = 4_000;

    private final SimLoop loop;
    private final Deque<Spoil> spoils = new ArrayDeque<>();

    /** What becomes of one question; whoever asks is told that the log did not answer. */
    enum Spoil {
        /** The log never heard it. */
        LOSE,
        /** It is done, and the answer is lost. */
        LOSE_ANSWER,
        /** It is done long after it was waited for. */
        LATE
    }

    SimLog(SimLoop loop) {
        this.loop = loop;
    }

    /** The next questions that have no fate yet are spoilt so. */
    void spoil(Spoil how) {
        spoils.add(how);
    }

    /** From now on all goes well. */
    void heal() {
        spoils.clear();
    }

    /** {@code log} as {@code node} reaches it. */
    ConversationLog of(SimNode node, ConversationLog log) {
        return (ConversationLog) Proxy.newProxyInstance(
                SimLog.class.getClassLoader(),
                new Class<?>[] {ConversationLog.class},
                (proxy, method, args) -> method.getName().equals("open")
                        ? InvocationHandler.invokeDefault(proxy, method, args) // claims, and reads, through here
                        : ask(node, log, method, args));
    }

    private Object ask(SimNode node, ConversationLog log, Method method, Object[] args) throws Throwable {
        boolean isSound = method.getReturnType() != Future.class || SOUND.contains(method.getName());
        Spoil how = isSound ? null : spoils.poll();
        if (how == null) {
            return call(log, method, args);
        }
        switch (how) {
            case LOSE -> {}
            case LOSE_ANSWER -> call(log, method, args);
            case LATE -> loop.in(LATE_MS, () -> callLate(log, method, args));
        }
        Promise<Object> answer = Promise.promise();
        node.later(() -> answer.fail(new StoreFailure("the log did not answer in time", null)));
        return answer.future();
    }

    private static void callLate(ConversationLog log, Method method, Object[] args) {
        try {
            call(log, method, args);
        } catch (Throwable failure) {
            throw new AssertionError("a log fails by its futures", failure);
        }
    }

    private static Object call(ConversationLog log, Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(log, args);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }
}
