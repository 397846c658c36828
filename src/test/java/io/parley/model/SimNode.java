package io.parley.model;

import io.parley.ops.Metrics;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.SharedData;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A machine of the model: the part of Vert.x that gateways and conversations use beside sockets and bus, on a
 * {@link SimLoop}. Once it is dead nothing runs there any more; while it is frozen nothing does, and all that should have
 * runs when it thaws.
 */
final class SimNode {
    private static final long ONCE = 0;

    private final SimLoop loop;
    private final Map<String, Object> shared;
    private final Set<Long> timers = new HashSet<>();
    private final Vertx vertx = proxy(Vertx.class, this::vertx);
    private final Context context = proxy(Context.class, this::context);
    private long lastTimer;
    private final Deque<Runnable> missed = new ArrayDeque<>();
    private long sleptMs;
    private boolean frozen;
    private boolean dead;

    /** {@code shared} is what all machines see as shared data. */
    SimNode(SimLoop loop, Metrics metrics, Map<String, Object> shared) {
        this.loop = loop;
        this.shared = shared;
        metrics.share(vertx);
    }

    Vertx vertx() {
        return vertx;
    }

    boolean isFrozen() {
        return frozen;
    }

    boolean isDead() {
        return dead;
    }

    void kill() {
        dead = true;
    }

    void freeze() {
        frozen = true;
    }

    /** It goes on, {@code ms} later by its own clock. */
    void thaw(long ms) {
        if (frozen) {
            frozen = false;
            sleptMs += ms;
            List<Runnable> all = List.copyOf(missed);
            missed.clear();
            all.forEach(loop::later);
        }
    }

    /** By its own clock. */
    long nanoTime() {
        return TimeUnit.MILLISECONDS.toNanos(loop.nowMs() + sleptMs);
    }

    void later(Runnable task) {
        loop.later(new Here(task));
    }

    /** What is to run on this machine; a class, as lambdas that hold something are slow where only C1 compiles. */
    private final class Here implements Runnable {
        private final Runnable task;

        Here(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            if (frozen) {
                missed.add(this);
            } else if (!dead) {
                task.run();
            }
        }
    }

    private Object vertx(Method method, Object[] args) {
        return switch (method.getName()) {
            case "getOrCreateContext" -> context;
            case "isClustered" -> true;
            case "sharedData" -> proxy(SharedData.class, this::sharedData);
            case "setTimer" -> timer((long) args[0], ONCE, handler(args[1]));
            case "setPeriodic" ->
                args.length == 2
                        ? timer((long) args[0], (long) args[0], handler(args[1]))
                        : timer((long) args[0], (long) args[1], handler(args[2]));
            case "cancelTimer" -> timers.remove((Long) args[0]);
            default -> throw new UnsupportedOperationException(method.toString());
        };
    }

    private @Nullable Object context(Method method, Object[] args) {
        switch (method.getName()) {
            case "isEventLoopContext" -> {
                return true;
            }
            case "runOnContext" -> {
                Handler<Object> task = handler(args[0]);
                later(() -> task.handle(null));
                return null;
            }
            default -> throw new UnsupportedOperationException(method.toString());
        }
    }

    private Object sharedData(Method method, Object[] args) {
        if (method.getName().equals("getLocalMap")) {
            return shared.computeIfAbsent((String) args[0], name -> new Shared());
        }
        throw new UnsupportedOperationException(method.toString());
    }

    private long timer(long firstMs, long periodMs, Handler<Object> handler) {
        Timer timer = new Timer(++lastTimer, periodMs, handler);
        timers.add(timer.id);
        loop.in(firstMs, timer.here);
        return timer.id;
    }

    /** Once, or where {@code periodMs} is not 0 again and again. */
    private final class Timer implements Runnable {
        private final long id;
        private final long periodMs;
        private final Handler<Object> handler;
        private final Here here = new Here(this);

        Timer(long id, long periodMs, Handler<Object> handler) {
            this.id = id;
            this.periodMs = periodMs;
            this.handler = handler;
        }

        @Override
        public void run() {
            if (periodMs == ONCE ? timers.remove(id) : timers.contains(id)) {
                handler.handle(id);
                if (periodMs != ONCE) {
                    loop.in(periodMs, here);
                }
            }
        }
    }

    /** What Vert.x shares within one process. */
    private static final class Shared extends HashMap<Object, Object> implements LocalMap<Object, Object> {
        private static final long serialVersionUID = 1;

        @Override
        public boolean removeIfPresent(Object key, Object value) {
            return remove(key, value);
        }

        @Override
        public boolean replaceIfPresent(Object key, Object oldValue, Object newValue) {
            return replace(key, oldValue, newValue);
        }

        @Override
        public void close() {
            clear();
        }
    }

    @SuppressWarnings("unchecked")
    private static Handler<Object> handler(Object given) {
        return (Handler<Object>) given;
    }

    private interface Calls {
        @Nullable
        Object call(Method method, Object[] args);
    }

    private static <T> T proxy(Class<T> type, Calls calls) {
        InvocationHandler handler = (self, method, args) -> switch (method.getName()) {
            case "hashCode" -> System.identityHashCode(self);
            case "equals" -> self == args[0];
            case "toString" -> type.getSimpleName();
            default -> calls.call(method, args == null ? new Object[0] : args);
        };
        return type.cast(Proxy.newProxyInstance(SimNode.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
