package io.parley.launcher;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One of the signals by which a process is told to end: the first time in order, by its shutdown hooks, the second time at
 * once. A signal of another kind is no second one: Ctrl-C in a terminal reaches a child twice, by itself and by its parent.
 * Any thread.
 *
 * <p>Java has no other way to hear a signal than {@code sun.misc.Signal} of the module {@code jdk.unsupported}, which the
 * compiler warns of; so it is found by its name.
 */
final class StopSignal {
    /** The same signal within it is the same wish, which a parent that passes signals on has doubled. */
    private static final long DOUBLED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final int KILLED_BY = 128;

    private final int number;
    private final Runnable atOnce;
    /** By {@code System.nanoTime}; 0: it never came. */
    private final AtomicLong firstNanos = new AtomicLong();

    private StopSignal(int number, Runnable atOnce) {
        this.number = number;
        this.atOnce = atOnce;
    }

    /** From now on a second SIGINT or SIGTERM does {@code atOnce}, and then ends this process with 128 and its number. */
    static void hear(Runnable atOnce) {
        new StopSignal(2, atOnce).hear("INT");
        new StopSignal(15, atOnce).hear("TERM");
    }

    private void hear(String name) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle came = MethodHandles.lookup()
                    .bind(this, "came", MethodType.methodType(void.class, Object.class))
                    .asType(MethodType.methodType(void.class, signal));
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance(name),
                            MethodHandleProxies.asInterfaceInstance(handler, came));
        } catch (ReflectiveOperationException | IllegalArgumentException none) {
            System.err.println("a second SIG" + name + " will not end this process at once: " + none);
        }
    }

    /** On a thread that Java makes for each signal; not private, lest it seems to be unused. */
    void came(Object signal) {
        long now = System.nanoTime();
        if (firstNanos.compareAndSet(0, now)) {
            System.exit(ExitCode.OK.number());
        } else if (now - firstNanos.get() > DOUBLED_NANOS) {
            System.err.println("ended at once by a second " + signal);
            atOnce.run();
            Runtime.getRuntime().halt(KILLED_BY + number);
        }
    }
}
